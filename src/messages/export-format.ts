import { stringify } from 'csv-stringify/sync';
import type { ExportFormat, Message } from '../contract/messages.js';
import type { User } from '../contract/users.js';
import { escapeHtml } from './message-html.js';

export interface ExportedMessage {
  message: Message;
  /** Null where the account is gone. */
  author: Pick<User, 'username' | 'displayName'> | null;
  /** Of a reply: the place of the message that it replies to. */
  repliesTo: number | null;
}

/** A file that is written page by page. */
export interface ExportWriter {
  extension: string;
  contentType: string;
  head: string;
  page: (messages: ExportedMessage[]) => string;
  foot: string;
}

const jsonLines: ExportWriter = {
  extension: 'jsonl',
  contentType: 'application/jsonl; charset=utf-8',
  head: '',
  page: (messages) => messages.map(({ message, ...more }) => `${JSON.stringify({ ...message, ...more })}\n`).join(''),
  foot: '',
};

const COLUMNS = [
  'seq',
  'id',
  'createdAt',
  'username',
  'displayName',
  'body',
  'editedAt',
  'deletedAt',
  'pinnedAt',
  'reactions',
  'poll',
  'repliesTo',
];
const reactionsLine = ({ reactions }: Message) => reactions.map(({ emoji, count }) => `${emoji} ${count}`).join(', ');

const pollLine = ({ poll }: Message) => poll?.options.map(({ text, votes }) => `${text} ${votes}`).join(', ') ?? '';

/** A cell that a spreadsheet would take for a formula is written as text. */
const rows = (records: unknown[][]) => stringify(records, { escape_formulas: true });

const csv: ExportWriter = {
  extension: 'csv',
  contentType: 'text/csv; charset=utf-8',
  head: rows([COLUMNS]),
  page: (messages) =>
    rows(
      messages.map(({ message: m, author, repliesTo }) => [
        m.seq,
        m.id,
        m.createdAt,
        author?.username ?? '',
        author?.displayName ?? '',
        m.body,
        m.editedAt ?? '',
        m.deletedAt ?? '',
        m.pinnedAt ?? '',
        reactionsLine(m),
        pollLine(m),
        repliesTo ?? '',
      ]),
    ),
  foot: '',
};

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
article{margin:0 0 1rem}.reply{margin-left:2rem}header,footer{color:#555;font-size:.875rem}p{margin:.25rem 0}pre{overflow:auto;background:#f4f4f4;padding:.5rem}
blockquote{margin:.25rem 0;padding-left:.75rem;border-left:3px solid #ccc}table{border-collapse:collapse}
td,th{border:1px solid #ccc;padding:.25rem .5rem}.mention{font-weight:600}`;

function article({ message, author, repliesTo }: ExportedMessage): string {
  const name = escapeHtml(author?.displayName ?? 'somebody who is gone');
  const time = `<time datetime="${message.createdAt}">${message.createdAt}</time>`;
  const edited = message.editedAt ? ' (edited)' : '';
  // `html` is the sanitised rendering that every client shows.
  const content = message.deletedAt ? '<p><em>deleted</em></p>' : message.html;
  const reactions = message.reactions.length > 0 ? `<footer>${escapeHtml(reactionsLine(message))}</footer>` : '';
  const poll = message.poll ? `<p>${escapeHtml(pollLine(message))}</p>` : '';
  const place = repliesTo === null ? `id="m${message.seq}"` : `id="m${repliesTo}-${message.seq}" class="reply"`;
  return `<article ${place}><header><b>${name}</b> ${time}${edited}</header>${content}${poll}${reactions}</article>\n`;
}

const html = (title: string): ExportWriter => ({
  extension: 'html',
  contentType: 'text/html; charset=utf-8',
  head: `<!doctype html>\n<html><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>\n`,
  page: (messages) => messages.map(article).join(''),
  foot: '</body></html>\n',
});

/** `title`: what the file is of, for people. */
export function exportWriter(format: ExportFormat, title: string): ExportWriter {
  if (format === 'html') return html(title);
  return format === 'csv' ? csv : jsonLines;
}
