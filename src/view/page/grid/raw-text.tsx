// A text with everything in it that is not seen otherwise: white space, control characters, invisible ones. Start at `RawText`.

export function RawText({ text }: { text: string }) {
  return (
    <pre class="raw" dir="ltr">
      {text.split(UNSEEN).map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <span key={index} class="sign">
            {signOf(part)}
          </span>
        ),
      )}
    </pre>
  );
}

const UNSEEN =
  /([\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb])/;

const SIGNS: Record<string, string> = { ' ': '␣', '\n': '↵\n', '\t': '⇥\t', '\u3000': '□' };

function signOf(character: string): string {
  return SIGNS[character] ?? `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
