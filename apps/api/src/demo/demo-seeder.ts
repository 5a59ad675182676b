import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { UsersService } from '@linkflow/crm';
import { Log, readConfig } from '@linkflow/platform';
import { z } from 'zod';
import { DemoCrm } from './demo-crm';
import { DemoLock } from './demo-lock';
import { DemoMarketing } from './demo-marketing';

const DemoConfig = z.object({
  /** Fills an empty database with the demo. */
  SEED_DEMO: z.enum(['true', 'false', '']).default('false'),
});

/** Fills an empty database with a house that has something to do, before the api says that it is ready. */
@Injectable()
export class DemoSeeder implements OnApplicationBootstrap {
  private readonly wanted = readConfig(DemoConfig).SEED_DEMO === 'true';

  constructor(
    private readonly users: UsersService,
    private readonly lock: DemoLock,
    private readonly crm: DemoCrm,
    private readonly marketing: DemoMarketing,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.wanted) return;
    if (!(await this.users.isEmpty()) && !(await this.lock.isBroken())) return;
    await this.lock.once(async () => {
      await this.crm.fill();
      await this.marketing.fill();
      this.log.info({}, 'filled the empty database with the demo');
    });
  }
}
