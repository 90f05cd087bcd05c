import { createHash, createVerify, type KeyObject } from 'node:crypto';

export interface DkimResult {
  domain: string;
  selector: string;
  /** Lower case, as the signature names them. */
  signedHeaders: string[];
  bodyHashHolds: boolean;
  signatureHolds: boolean;
}

const relaxedLine = (line: string) => {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replaceAll(/\r\n/g, '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
};

function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Verifies a mail's signature as a receiver does: RFC 6376, rsa-sha256, relaxed/relaxed. Null where there is none. */
export function checkDkim(raw: Buffer, publicKey: KeyObject): DkimResult | null {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const headers = text.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = headers.find((line) => /^dkim-signature:/i.test(line));
  if (signature === undefined) return null;
  const unfolded = relaxedLine(signature).slice('dkim-signature:'.length);
  const tags = new Map(unfolded.split(';').map((tag) => [tag.split('=')[0]?.trim() ?? '', tag.replace(/^[^=]*=/, '')]));
  const tag = (name: string) => (tags.get(name) ?? '').replaceAll(/\s/g, '');
  const signedHeaders = tag('h').toLowerCase().split(':');
  const left = [...headers];
  const signed = signedHeaders.flatMap((name) => {
    // The last of several counts first.
    const at = left.findLastIndex((line) => line.toLowerCase().startsWith(`${name}:`));
    return at === -1 ? [] : left.splice(at, 1).map(relaxedLine);
  });
  const own = relaxedLine(signature.replace(/([;\s]b=)[^;]*/, '$1'));
  const body = relaxedBody(text.slice(end + 4));
  return {
    domain: tag('d'),
    selector: tag('s'),
    signedHeaders,
    bodyHashHolds: createHash('sha256').update(body, 'latin1').digest('base64') === tag('bh'),
    signatureHolds: createVerify('RSA-SHA256')
      .update([...signed, own].join('\r\n'), 'latin1')
      .verify(publicKey, tag('b'), 'base64'),
  };
}
