import { ScriptParamValues, hinted } from '@linkflow/contracts';

/** The parameter of an action with the values for the parameters of the script `scriptId`. */
export const scriptValues = () =>
  hinted(ScriptParamValues.default({}), {
    label: { en: 'Parameters', nb: 'Parametere' },
    widget: 'script-values',
    follows: 'scriptId',
  });
