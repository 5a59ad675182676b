const INDENT = '  ';

export interface Indented {
  text: string;
  start: number;
  end: number;
}

/** Tab in a field for code: two blanks at the cursor; with several lines selected, all of them move, out with Shift. */
export function indentLines(text: string, start: number, end: number, out: boolean): Indented {
  if (!out && !text.slice(start, end).includes('\n')) {
    return {
      text: text.slice(0, start) + INDENT + text.slice(end),
      start: start + INDENT.length,
      end: start + INDENT.length,
    };
  }
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lines = text.slice(from, end).split('\n');
  const moved = lines.map((line) => (out ? line.replace(/^( {1,2}|\t)/, '') : INDENT + line));
  const before = moved[0] ?? '';
  const firstShift = before.length - (lines[0] ?? '').length;
  const block = moved.join('\n');
  return {
    text: text.slice(0, from) + block + text.slice(end),
    start: Math.max(from, start + firstShift),
    end: from + block.length,
  };
}
