import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type Repository } from 'typeorm';
import { NotificationKeywordEntity } from './notification-keyword.entity.js';

/** A watched expression has no more words than this. */
const MAX_WORDS = 4;

/** Every run of one to four words of the text, in lower case: what somebody may watch for in it. */
export function expressionsIn(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}_'’+#.-]*/gu) ?? [];
  const clean = words.map((word) => word.replace(/[.'’-]+$/, ''));
  const found = new Set<string>();
  for (let start = 0; start < clean.length; start++) {
    for (let count = 1; count <= MAX_WORDS && start + count <= clean.length; count++) {
      found.add(clean.slice(start, start + count).join(' '));
    }
  }
  return found;
}

/** Who watches for what is said. */
@Injectable()
export class KeywordsService {
  constructor(
    @InjectRepository(NotificationKeywordEntity) private readonly keywords: Repository<NotificationKeywordEntity>,
  ) {}

  /** For each text the watched expression in it, by user. The work grows with the texts, not with who watches. */
  async matches(texts: string[]): Promise<Map<string, string>[]> {
    const expressions = texts.map(expressionsIn);
    const all = new Set(expressions.flatMap((found) => [...found]));
    if (all.size === 0) return texts.map(() => new Map());
    const watched = await this.keywords.findBy({ keyword: Any([...all]) });
    return expressions.map(
      (found) =>
        new Map(watched.flatMap(({ keyword, userId }) => (found.has(keyword) ? [[userId, keyword] as const] : []))),
    );
  }
}
