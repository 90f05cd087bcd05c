import { Injectable } from '@nestjs/common';
import type { Sidebar } from '../contract/categories.js';
import type { RequestInput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { CategoriesService } from '../personal/categories.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** How users of sockets arrange their channels, by the service that REST uses too. */
@ForGuests()
@Injectable()
export class CategoriesGateway {
  constructor(private readonly categories: CategoriesService) {}

  @OnRequest('category:create')
  create({ data }: ClientSocket, input: RequestInput<'category:create'>): Promise<Sidebar> {
    return this.categories.create(data.principal, input);
  }

  @OnRequest('category:rename')
  rename({ data }: ClientSocket, input: RequestInput<'category:rename'>): Promise<Sidebar> {
    return this.categories.rename(data.principal, input);
  }

  @OnRequest('category:delete')
  delete({ data }: ClientSocket, input: RequestInput<'category:delete'>): Promise<Sidebar> {
    return this.categories.delete(data.principal, input);
  }

  @OnRequest('category:order')
  order({ data }: ClientSocket, input: RequestInput<'category:order'>): Promise<Sidebar> {
    return this.categories.order(data.principal, input);
  }

  @OnRequest('channel:place')
  place({ data }: ClientSocket, input: RequestInput<'channel:place'>): Promise<Sidebar> {
    return this.categories.place(data.principal, input);
  }
}
