import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id, SimulateLink, type Simulation } from '@linkflow/contracts';
import { LinksService, PublishingService } from '@linkflow/links';
import { Simulator } from './simulator';

/** Trying a link out: what a click would come to, without effects. */
@ApiTags('links')
@Controller('api/links/:id/simulate')
export class SimulationsController {
  constructor(
    private readonly links: LinksService,
    private readonly publishing: PublishingService,
    private readonly simulator: Simulator,
  ) {}

  @Post()
  @HttpCode(200)
  async simulate(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SimulateLink }) { contactId = null, version, draft }: SimulateLink,
  ): Promise<Simulation> {
    const link = await this.links.get(id);
    const stored = version === undefined ? link.draft : await this.publishing.version(id, version);
    const { url, document } = draft ?? stored;
    return this.simulator.simulate({ linkId: id, linkName: link.name, url, document, contactId });
  }
}
