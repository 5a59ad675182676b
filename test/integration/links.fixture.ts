import 'reflect-metadata';
import { Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { catalogue, validateParams } from '@linkflow/actions';
import type { WorkflowDocument, WorkflowEdit, WorkflowProblem } from '@linkflow/contracts';
import { factDescriptors } from '@linkflow/crm/facts';
import { DraftRules, LinkStore, LinksModule } from '@linkflow/links';
import { PlatformModule } from '@linkflow/platform';
import { checkDocument } from '@linkflow/workflow';
import type { TestEnvironment } from '../support';

/** Judges by the actions and the standing facts, without a CRM. */
@Injectable()
class TestRules extends DraftRules {
  readonly catalogue = catalogue();
  problemsOf(document: WorkflowDocument, url: string): Promise<WorkflowProblem[]> {
    const context = { catalogue: this.catalogue, facts: factDescriptors([]), validateParams };
    return Promise.resolve(checkDocument(document, url, context));
  }
}

@Module({
  imports: [
    PlatformModule.forApp('test'),
    LinksModule.withRules({ provide: DraftRules, useClass: TestRules }),
  ],
})
class TestModule {}

export const INGRID = { id: '0'.repeat(23) + '1', name: 'Ingrid Dahl' };
export const JONAS = { id: '0'.repeat(23) + '2', name: 'Jonas Berg' };

/** The link library on a database of its own, with its indexes. */
export async function linkLibrary(environment: TestEnvironment): Promise<INestApplicationContext> {
  Object.assign(process.env, {
    MONGODB_URI: environment.mongoUri,
    REDIS_URL: environment.redisUrl,
    QUEUE_PREFIX: environment.queuePrefix,
    LINK_KEYS: TEST_LINK_KEYS,
    PUBLIC_URL: 'https://app.example.com',
    CLICK_URL: 'https://click.example.com',
    LOG_LEVEL: 'silent',
  });
  const app = await NestFactory.createApplicationContext(TestModule, { logger: false });
  await app.get(LinkStore).ensureIndexes();
  return app;
}

export const TEST_LINK_KEYS = `k1:${'5a'.repeat(32)}`;

/** Edits that put one node behind a port. */
export const placed = (
  id: string,
  type: string,
  params: Record<string, unknown>,
  from: { node: string; port: string },
): WorkflowEdit[] => [
  { op: 'add-node', node: { id, type, params } },
  { op: 'connect', edge: { id: `${from.node}-${from.port}`, from, to: id } },
];
