import { describe, expect, it } from 'vitest';
import { applyEdit, type Edit, type Format, format, newLine } from './text-edit';

/** `«` and `»` stand round what is selected, `|` where nothing is. */
function read(marked: string): { text: string; start: number; end: number } {
  const caret = marked.indexOf('|');
  if (caret >= 0) return { text: marked.replace('|', ''), start: caret, end: caret };
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  return { text: marked.replace(/[«»]/g, ''), start, end };
}

function show(text: string, edit: Edit): string {
  const done = applyEdit(text, edit);
  if (edit.start === edit.end) return `${done.slice(0, edit.start)}|${done.slice(edit.start)}`;
  return `${done.slice(0, edit.start)}«${done.slice(edit.start, edit.end)}»${done.slice(edit.end)}`;
}

const after = (marked: string, how: Format): string => show(read(marked).text, format(read(marked), how));

describe('formatting', () => {
  it.each<[string, Format, string]>([
    ['say «it» loud', 'bold', 'say **«it»** loud'],
    ['say **«it»** loud', 'bold', 'say «it» loud'],
    ['say «**it**» loud', 'bold', 'say «it» loud'],
    ['«it »loud', 'italic', '_«it»_ loud'],
    ['a | b', 'strike', 'a ~~|~~ b'],
    ['run «ls»', 'code', 'run `«ls»`'],
    ['one\n«two\nthree»', 'quote', 'one\n> «two\n> three»'],
    ['> «two\n> three»', 'quote', '«two\nthree»'],
    ['|', 'list', '- |'],
    ['see «this»', 'link', 'see [this](«https://»)'],
    ['see «https://example.org/a»', 'link', 'see [|](https://example.org/a)'],
    ['so: «x = 1»', 'codeBlock', 'so: \n```\n«x = 1»\n```'],
    ['|', 'codeBlock', '```\n|\n```'],
  ])('%j as %s is %j', (before, how, expected) => {
    expect(after(before, how)).toBe(expected);
  });
});

describe('a new line', () => {
  it.each([
    ['- one|', '- one\n- |'],
    ['  9. one|', '  9. one\n  10. |'],
    ['- [x] done|', '- [x] done\n- [ ] |'],
    ['> said|', '> said\n> |'],
    ['- one\n- |', '- one\n|'],
  ])('after %j is %j', (before, expected) => {
    const edit = newLine(read(before));
    expect(edit && show(read(before).text, edit)).toBe(expected);
  });

  it('goes on with nothing in plain text', () => {
    expect(newLine(read('plain|'))).toBeNull();
  });
});
