import sanitize from 'sanitize-html';

const LANGUAGE = /^language-[\w+#.-]{1,30}$/;

/** All that a rendering may hold, whatever a body makes its renderer write. */
const ALLOWED: sanitize.IOptions = {
  allowedTags:
    'p br h1 h2 h3 h4 h5 h6 hr blockquote ul ol li input pre code em strong s a span table thead tbody tr th td'.split(
      ' ',
    ),
  allowedAttributes: {
    a: [
      'href',
      'title',
      { name: 'target', values: ['_blank'] },
      { name: 'rel', values: ['nofollow noopener noreferrer'] },
    ],
    ol: ['start'],
    input: [{ name: 'type', values: ['checkbox'] }, 'disabled', 'checked'],
    span: ['data-user-id', 'data-group-id', 'data-all'],
    th: [{ name: 'align', values: ['left', 'center', 'right'] }],
    td: [{ name: 'align', values: ['left', 'center', 'right'] }],
  },
  allowedClasses: { code: [LANGUAGE], span: ['mention'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  selfClosing: ['br', 'hr', 'input'],
  parseStyleAttributes: false,
};

/** Angle brackets of the text are entities, so that the tags alone have what is replaced. */
export const sanitizeHtml = (html: string): string => sanitize(html, ALLOWED).replaceAll(' />', '>');
