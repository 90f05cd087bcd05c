import { z } from 'zod';
import { Id } from './ids.js';

const ONE_EMOJI = /^\p{RGI_Emoji}$/v;
const VARIATION_SELECTOR = '\uFE0F';
/** What is shown as text unless told otherwise; a skin tone tells it already. */
const SHOWN_AS_TEXT = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu;

/** One emoji has one spelling: keyboards leave variation selectors out, or put in more than there should be. */
function normalised(text: string): string {
  if (ONE_EMOJI.test(text)) return text;
  return text.replaceAll(VARIATION_SELECTOR, '').replace(SHOWN_AS_TEXT, `$&${VARIATION_SELECTOR}`);
}

/** The longest sequence there is, with room: two people, their skin tones, and what joins them. */
const MAX_LENGTH = 64;

/** One emoji as Unicode recommends it for interchange (RGI), fully qualified. */
export const Emoji = z
  .string()
  .max(MAX_LENGTH, { message: `must be at most ${MAX_LENGTH} characters`, abort: true })
  .overwrite(normalised)
  .refine((text) => ONE_EMOJI.test(text), { message: 'must be one emoji' });

/** Who reacted with this emoji: how many, and the first of them in the order of time. */
export const Reaction = z
  .object({ emoji: z.string(), count: z.int(), /** The first 20 at most. */ userIds: z.array(Id) })
  .meta({ id: 'Reaction' });
export type Reaction = z.infer<typeof Reaction>;

export const React = z.strictObject({ messageId: Id, emoji: Emoji }).meta({ id: 'React' });
export type React = z.infer<typeof React>;
