import type { DKIMOptions } from 'nodemailer';
import type { Dkim } from '../config/dkim.js';

/** RFC 8058 4: one-click is believed only where a signature covers both of its headers; nodemailer's own list lacks one. */
const SIGNED =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:' +
  'Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post';

export const dkimOptions = (dkim: Dkim | null): { dkim?: DKIMOptions } =>
  dkim
    ? {
        dkim: {
          domainName: dkim.domain,
          keySelector: dkim.selector,
          privateKey: dkim.privateKey,
          headerFieldNames: SIGNED,
        },
      }
    : {};
