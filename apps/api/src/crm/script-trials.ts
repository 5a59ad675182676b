import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { givenBy, proposedOutputs } from '@linkflow/actions';
import { scriptParamValue, type ScriptParam, type ScriptTrial, type TryScript } from '@linkflow/contracts';
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

/** The default of a parameter or, if it has none, a value of its type. */
function exampleOf(param: ScriptParam): ScriptParam['default'] {
  if (scriptParamValue(param, {}) !== null) return param.default;
  switch (param.type) {
    case 'text':
      return param.label;
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'date':
      return '2027-01-31';
    case 'choice':
      return param.options?.[0] ?? null;
  }
}

/** Runs scripts that are not saved yet, so that their authors see what they return. Scripts cannot change data. */
@Injectable()
export class ScriptTrials implements OnApplicationShutdown {
  private readonly sandbox = createSandbox();

  async run({ source, params }: TryScript): Promise<ScriptTrial> {
    try {
      const { variables, output, log } = await this.sandbox.run({
        source,
        variables: VARIABLES,
        params: Object.fromEntries(params.map((param) => [param.name, exampleOf(param)])),
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
