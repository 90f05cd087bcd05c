import { Body, Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChannelPlace, CreateCategory, OrderCategories, Sidebar } from '../contract/categories.js';
import { Id } from '../contract/ids.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { CategoriesService } from './categories.service.js';

@ApiTags('personal')
@ApiBearerAuth()
@ForGuests()
@Controller()
export class CategoriesController {
  constructor(private readonly categories: CategoriesService) {}

  @Get('categories')
  @ApiOperation({ summary: "The caller's categories with their channels, the favourites first: all of them" })
  @ApiOkResponse({ standardSchema: Sidebar })
  list(@Caller() caller: Principal): Promise<Sidebar> {
    return this.categories.list(caller);
  }

  @Post('categories')
  @ApiOperation({ summary: 'Make a category: the last of those that are answered' })
  @ApiCreatedResponse({ standardSchema: Sidebar })
  create(@Caller() caller: Principal, @Body({ schema: CreateCategory }) input: CreateCategory): Promise<Sidebar> {
    return this.categories.create(caller, input);
  }

  @Put('categories/order')
  @ApiOperation({ summary: 'The order of the categories after the favourites; it names each once' })
  @ApiOkResponse({ standardSchema: Sidebar })
  order(@Caller() caller: Principal, @Body({ schema: OrderCategories }) input: OrderCategories): Promise<Sidebar> {
    return this.categories.order(caller, input);
  }

  @Patch('categories/:id')
  @ApiOperation({ summary: 'Rename a category' })
  @ApiOkResponse({ standardSchema: Sidebar })
  rename(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) categoryId: string,
    @Body({ schema: CreateCategory }) { name }: CreateCategory,
  ): Promise<Sidebar> {
    return this.categories.rename(caller, { categoryId, name });
  }

  @Delete('categories/:id')
  @ApiOperation({ summary: 'Remove a category; its channels are in none then' })
  @ApiOkResponse({ standardSchema: Sidebar })
  delete(@Caller() caller: Principal, @Param('id', { schema: Id }) categoryId: string): Promise<Sidebar> {
    return this.categories.delete(caller, { categoryId });
  }

  @Put('channels/:id/category')
  @ApiOperation({ summary: 'Put a channel into a category or the favourites, at a position; with null into none' })
  @ApiOkResponse({ standardSchema: Sidebar })
  place(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Body({ schema: ChannelPlace }) place: ChannelPlace,
  ): Promise<Sidebar> {
    return this.categories.place(caller, { ...place, channelId });
  }
}
