import 'reflect-metadata';
import { Injectable, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { catalogue, validateParams } from '@linkflow/actions';
import type { WorkflowDocument, WorkflowEdit, WorkflowProblem } from '@linkflow/contracts';
import { CrmModule } from '@linkflow/crm';
import { factDescriptors } from '@linkflow/facts';
import { DraftRules, LinksModule } from '@linkflow/links';
import { AudienceQueue, AudienceReader, MailingsModule, RecipientsModule } from '@linkflow/mailings';
import { PlatformModule } from '@linkflow/platform';
import { checkDocument } from '@linkflow/workflow';
import type { TestEnvironment } from '../support';

/** Checks drafts against the actions and the built-in facts, without a CRM. */
@Injectable()
class TestRules extends DraftRules {
  readonly catalogue = catalogue({ repeatability: () => 'idempotent' });
  problemsOf({ document, url }: { document: WorkflowDocument; url: string }): Promise<WorkflowProblem[]> {
    const context = { catalogue: this.catalogue, facts: factDescriptors([]), validateParams };
    return Promise.resolve(checkDocument(document, url, context));
  }
}

const links = LinksModule.withRules({ provide: DraftRules, useClass: TestRules });

/** Reads sources in this process, where the system has a worker. A test that reads them itself pauses it. */
@Injectable()
export class TestAudienceQueue extends AudienceQueue {
  isPaused = false;
  constructor(private readonly reader: AudienceReader) {
    super();
  }
  enqueueAudience(sourceId: string): Promise<void> {
    if (!this.isPaused) this.reader.read(sourceId).catch(() => undefined);
    return Promise.resolve();
  }
}
const audienceQueue = { provide: AudienceQueue, useClass: TestAudienceQueue };

@Module({ imports: [PlatformModule.forApp('test'), RecipientsModule, links] })
class LinkLibrary {}

@Module({
  imports: [PlatformModule.forApp('test'), links, CrmModule, MailingsModule.with(links, audienceQueue)],
})
class MailingLibrary {}

export const INGRID = { id: '0'.repeat(23) + '1', name: 'Ingrid Dahl' };
export const JONAS = { id: '0'.repeat(23) + '2', name: 'Jonas Berg' };

/** Starts the link library on a separate database, with its indexes. */
export const linkLibrary = (environment: TestEnvironment): Promise<INestApplicationContext> =>
  start(LinkLibrary, environment);

/** Starts the link library together with the mailings and the built-in CRM. */
export const mailingLibrary = (environment: TestEnvironment): Promise<INestApplicationContext> =>
  start(MailingLibrary, environment);

async function start(module: Type, environment: TestEnvironment): Promise<INestApplicationContext> {
  Object.assign(process.env, {
    MONGODB_URI: environment.mongoUri,
    REDIS_URL: environment.redisUrl,
    QUEUE_PREFIX: environment.queuePrefix,
    LINK_KEYS: TEST_LINK_KEYS,
    PUBLIC_URL: 'https://app.example.com',
    CLICK_URL: 'https://click.example.com',
    LOG_LEVEL: 'silent',
  });
  return NestFactory.createApplicationContext(module, { logger: false });
}

export const TEST_LINK_KEYS = `k1:${'5a'.repeat(32)}`;

/** Returns the edits that add a node and connect it to a port of another node. */
export const placed = (
  id: string,
  type: string,
  params: Record<string, unknown>,
  from: { node: string; port: string },
): WorkflowEdit[] => [
  { op: 'add-node', node: { id, type, params } },
  { op: 'connect', edge: { id: `${from.node}-${from.port}`, from, to: id } },
];
