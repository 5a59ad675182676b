import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  RECONCILIATION_TEXTS,
  StartReconciliation,
  pick,
  type ReconciliationCheck,
} from '@linkflow/contracts';
import { CrmModule } from '@linkflow/crm';
import { ClicksModule } from '@linkflow/links';
import { RecipientsModule } from '@linkflow/mailings';
import { NestLog, PlatformModule, createLog } from '@linkflow/platform';
import { JOB_KINDS, QueuesModule } from '@linkflow/queues';
import { engineForApi } from '../lib-modules';
import { ReconciliationChecks } from './reconciliation';
import { periodOf } from './reconciliations';

@Module({
  imports: [
    PlatformModule.forApp('api'),
    QueuesModule.producing(JOB_KINDS, { failFast: false }),
    CrmModule,
    RecipientsModule,
    ClicksModule,
    engineForApi,
  ],
  providers: [ReconciliationChecks],
})
class ReconcileCommandModule {}

/**
 * `--reconcile [--days N]`: prints what a reconciliation compared and found. Changes nothing.
 * @returns exit code: 0 without differences, 1 with differences, 2 if the comparison failed
 */
export async function reconcile(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--days');
  const parsed = StartReconciliation.safeParse(at < 0 ? {} : { days: Number(args[at + 1]) });
  if (!parsed.success) {
    process.stderr.write('\n  --days must be a whole number from 1 to 3650.\n\n');
    return 2;
  }
  let app: INestApplicationContext | undefined;
  try {
    const logger = new NestLog(createLog('api'));
    app = await NestFactory.createApplicationContext(ReconcileCommandModule, { logger, abortOnError: false });
    const period = periodOf(new Date(), parsed.data.days);
    process.stdout.write(`\n  ${period.from.toISOString()} to ${period.to.toISOString()}\n\n`);
    let differences = 0;
    for await (const check of app.get(ReconciliationChecks).run(period)) {
      differences += check.differences;
      process.stdout.write(linesOf(check));
    }
    process.stdout.write(
      differences === 0 ? '\n  No differences.\n\n' : `\n  ${differences} differences.\n\n`,
    );
    return differences === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`\n  ${error instanceof Error ? error.message : String(error)}\n\n`);
    return 2;
  } finally {
    await app?.close();
  }
}

function linesOf({ code, checked, differences, examples }: ReconciliationCheck): string {
  const { title, help } = RECONCILIATION_TEXTS[code];
  const head = `  ${differences === 0 ? 'ok ' : '!! '} ${pick(title, 'en')}: ${differences} of ${checked}\n`;
  if (differences === 0) return head;
  const found = examples.map(({ kind, id, name, expected, found: actual }) => {
    const numbers = expected === undefined ? '' : `: expected ${expected}, found ${actual ?? 0}`;
    return `       ${kind} ${id}${name ? ` (${name})` : ''}${numbers}\n`;
  });
  return `${head}${found.join('')}       ${pick(help, 'en')}\n`;
}
