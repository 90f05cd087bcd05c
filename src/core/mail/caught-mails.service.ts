import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { notFound } from '../errors/domain-error.js';
import { CaughtMailEntity } from './caught-mail.entity.js';

const KEPT = 200;

export type CaughtMail = Pick<CaughtMailEntity, keyof CaughtMailEntity>;

/** The newest mails of a server that sends none. */
@Injectable()
export class CaughtMailsService {
  constructor(@InjectRepository(CaughtMailEntity) private readonly caught: Repository<CaughtMailEntity>) {}

  /** A mail that is caught twice is one. */
  async keep(mail: Omit<CaughtMail, 'caughtAt'>): Promise<void> {
    await this.caught.createQueryBuilder().insert().values(mail).orIgnore().execute();
    await this.caught.query(
      'DELETE FROM caught_mails WHERE id IN (SELECT id FROM caught_mails ORDER BY caught_at DESC, id DESC OFFSET $1)',
      [KEPT],
    );
  }

  /** The newest first. */
  list(): Promise<CaughtMail[]> {
    return this.caught.find({ order: { caughtAt: 'DESC', id: 'DESC' }, take: KEPT });
  }

  async get(id: string): Promise<CaughtMail> {
    const mail = await this.caught.findOneBy({ id });
    if (!mail) throw notFound('Mail');
    return mail;
  }
}
