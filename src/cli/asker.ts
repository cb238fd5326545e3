// How a command asks a person again and again, and what comes back. Start at `Asker`.
export interface Screenful {
  /** What is asked, in lines that fit the screen. */
  body: readonly string[];
  /** What is written below it until there is an answer. */
  foot: readonly string[];
}

/** end: nothing more will be typed; interrupted: the user asked for an orderly end. */
export type Typed = { kind: 'text'; text: string } | { kind: 'end' } | { kind: 'interrupted' };

export interface Asker extends Disposable {
  /** Whether single keys are read. */
  hasKeys: boolean;
  /** @param isAgain whether this takes the place of what was asked last */
  ask(screenful: Screenful, isAgain: boolean): Promise<Typed>;
  /** The foot gives way to what became of the answer. */
  settle(line: string): void;
}

export interface LineKey {
  /** The question behind which the line is typed, in the user's language. */
  prompt: string;
  /** What is in the line to begin with. */
  text: string;
}
