import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id, SaveFolder, type Folder } from '@linkflow/contracts';
import { FoldersService } from '@linkflow/links';

const UpdateFolder = SaveFolder.partial();

/** Folders of the link library. */
@ApiTags('links')
@Controller('api/folders')
export class FoldersController {
  constructor(private readonly folders: FoldersService) {}

  @Get()
  async list(): Promise<Folder[]> {
    return this.folders.list();
  }

  @Post()
  async create(@Body({ schema: SaveFolder }) body: SaveFolder): Promise<Folder> {
    return this.folders.create(body);
  }

  /** Changes what is given: its name, where it lies, or both. */
  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateFolder }) body: Partial<SaveFolder>,
  ): Promise<Folder> {
    return this.folders.update(id, body);
  }

  /** Refused with `folder.not-empty` while something lies in it. */
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.folders.remove(id);
  }
}
