import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { givenBy, proposedOutputs } from '@linkflow/actions';
import type { ScriptTrial } from '@linkflow/contracts';
import { RUN_SCRIPT_LIMITS, ScriptError, createSandbox } from '@linkflow/sandbox';
import { reasonView } from '../runs/run-views';

/** Example values of the variables that a script is given, as at the first click of a recipient. */
const VARIABLES = {
  custId: '0'.repeat(24),
  linkId: '0'.repeat(24),
  shipmentId: '0'.repeat(24),
  linkUrl: 'https://example.com/',
  linkHits: '1',
  firstHit: '1',
};

/** Runs scripts that are not saved yet, so that their authors see what they return. Scripts cannot change data. */
@Injectable()
export class ScriptTrials implements OnApplicationShutdown {
  private readonly sandbox = createSandbox();

  async run(source: string): Promise<ScriptTrial> {
    try {
      const { variables, output, log } = await this.sandbox.run({
        source,
        variables: VARIABLES,
        limits: RUN_SCRIPT_LIMITS,
      });
      const values = givenBy({ given: VARIABLES, variables, output });
      return { values, log, outputs: proposedOutputs(values), problem: null };
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      return { values: {}, log: [], outputs: [], problem: reasonView(error.reason) };
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
