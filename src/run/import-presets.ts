// From presets of SillyTavern to a prompt template, or to sampling settings. Start at `importPresets`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute, type World } from '../core/world.ts';
import { yamlText } from '../core/yaml-text.ts';
import { joinedPresets, type Preset, presetIn } from '../formats/presets/preset.ts';
import { samplingOfPreset } from '../formats/presets/sampling-of-preset.ts';
import { templateOfPreset } from '../formats/presets/template-of-preset.ts';
import { renderStory } from '../prompt/story-string.ts';
import { say, type Text } from '../words/text.ts';

export interface ImportedPreset {
  to: 'template' | 'sampling';
  /** A prompt template's file, or the `sampling` block of a scenario or a model entry. */
  text: string;
  notes: Text[];
}

/** Of one preset: far more than any has. */
const PRESET_MEGABYTES = 4;

/**
 * @param to null: a template if there is an instruct preset, else sampling settings
 * @throws UserError for files that are no presets, or that lack what is asked for
 */
export async function importPresets(
  names: readonly string[],
  to: ImportedPreset['to'] | null,
  world: World,
): Promise<ImportedPreset> {
  const files = names.map((name) => absolute(name, world));
  const presets = await Promise.all(files.map(async (file) => ({ file, preset: await readPreset(file) })));
  const { instruct, context, sampler } = joinedPresets(presets);
  const [file = ''] = files;
  if ((to ?? (instruct ? 'template' : 'sampling')) === 'sampling') {
    if (!sampler) throw new UserError(say('there are no sampler settings in it'), { place: { file } });
    const { sampling, notes } = samplingOfPreset(sampler, file);
    return { to: 'sampling', text: yamlText({ sampling }), notes };
  }
  if (!instruct) throw new UserError(say('there is no instruct preset in it'), { place: { file } });
  const { frontMatter, body, notes } = templateOfPreset(
    { instruct, context, story: context && renderStory(context.story_string, file) },
    instruct.name ?? path.parse(file).name,
  );
  const more = sampler && to === null ? [say('it has sampler settings too: --to sampling')] : [];
  return {
    to: 'template',
    text: `---\n${yamlText(frontMatter, { hasBlocks: false })}---\n${body}`,
    notes: [...notes, ...more],
  };
}

async function readPreset(file: string): Promise<Preset> {
  const text = await readTextFile(file, PRESET_MEGABYTES);
  const preset = presetIn(parsed(text), file);
  if (preset) return preset;
  throw new UserError(say('is not a preset of SillyTavern that can be read'), {
    place: { file },
    remedy: say('Expected an instruct, context or sampler preset, or a master export.'),
  });
}

/** undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
