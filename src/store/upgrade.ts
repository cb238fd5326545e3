// Converts records of the previous version to this one. What the new version added is filled in only where it is certain.
// Start at `upgraded`.
import { isRecord } from '../core/plain-data.ts';

/** Takes a parsed manifest or summary of any version; anything else is returned unchanged. */
export function upgraded(data: unknown): unknown {
  if (!isRecord(data) || data.schemaVersion !== 2) return data;
  return {
    ...data,
    ...(Array.isArray(data.models) && { models: data.models.map(upgradedModel) }),
    ...(Array.isArray(data.speeds) && { speeds: data.speeds.map((speed) => renamed(speed, 'weights')) }),
  };
}

/** Before, every model was one being tested. */
function upgradedModel(model: unknown): unknown {
  if (!isRecord(model)) return model;
  const { identity, description } = model;
  return {
    role: 'subject',
    ...model,
    ...(identity !== undefined && { identity: renamed(identity, 'weights') }),
    ...(description !== undefined && { description: renamed(description, 'sha256') }),
  };
}

function renamed(data: unknown, name: 'weights' | 'sha256'): unknown {
  if (!isRecord(data) || !(name in data)) return data;
  const { [name]: weightsDigest, ...rest } = data;
  return { ...rest, weightsDigest };
}
