// The page's HTML with what differs from use to use put in: what it may load, and its data. Start at `pageWith`.

/** What a page in a file may do: nothing but show itself. */
export const FILE_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

/** What says that a file is a page of this program. */
export const GENERATOR = '<meta name="generator" content="hitogara"';

interface Filling {
  /** A Content-Security-Policy. */
  policy: string;
  /** HTML that carries the data: see `dataElement`. */
  data: string;
}

/** @param template as built: `page.html` */
export function pageWith(template: string, { policy, data }: Filling): string {
  const fill = (html: string, place: string, content: string): string => {
    const [before, after, ...others] = html.split(place);
    if (before === undefined || after === undefined || others.length > 0)
      throw new Error(`the page's template does not have ${place} once`);
    return `${before}${content}${after}`;
  };
  // The data comes last: what it says is not looked at again.
  const guarded = fill(template, POLICY, `<meta http-equiv="Content-Security-Policy" content="${policy}" />`);
  return fill(guarded, DATA, data);
}

/** Data that no browser takes for HTML, whatever it says. */
export function dataElement(id: string, json: string): string {
  return `<script type="application/json" id="${id}">${json.replaceAll('<', '\\u003c')}</script>`;
}

/** The same, compressed with gzip. */
export function packedElement(id: string, base64: string): string {
  return `<script type="application/gzip" id="${id}">${base64}</script>`;
}

const POLICY = '<!-- policy -->';
const DATA = '<!-- data -->';
