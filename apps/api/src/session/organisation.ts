import { Injectable } from '@nestjs/common';
import { EngineConfig } from '@linkflow/engine';
import { readConfig } from '@linkflow/platform';

/** The organisation's language and time zone, the initial settings of new users. */
@Injectable()
export class Organisation {
  private readonly config = readConfig(EngineConfig);
  readonly language = this.config.ORGANISATION_LANGUAGE;
  readonly timeZone = this.config.ORGANISATION_TIME_ZONE;
}
