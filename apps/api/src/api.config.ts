import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readConfig } from '@linkflow/platform';

const ApiConfig = z.object({
  API_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  API_HOST: z.string().default('0.0.0.0'),
  /** Where the built ui lies. Without it only the API is served. */
  UI_DIR: z.string().optional(),
});

/** What apps/api is told by its environment, read once. */
@Injectable()
export class ApiSettings {
  private readonly read = readConfig(ApiConfig);
  readonly port = this.read.API_PORT;
  readonly host = this.read.API_HOST;
  readonly uiFolder = this.read.UI_DIR;
}
