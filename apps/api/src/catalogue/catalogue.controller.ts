import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { catalogue } from '@linkflow/actions';
import type { FactDescriptor, NodeDescriptor } from '@linkflow/contracts';
import { FactCatalogue } from './fact-catalogue';

/** What the canvas is made from: the node types, and the facts that conditions may ask for. */
@ApiTags('catalogue')
@Controller('api')
export class CatalogueController {
  constructor(private readonly facts: FactCatalogue) {}

  @Get('actions')
  actions(): NodeDescriptor[] {
    return catalogue();
  }

  @Get('facts')
  async factList(): Promise<FactDescriptor[]> {
    return this.facts.list();
  }
}
