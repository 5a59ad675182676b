import { ActionIcon, Alert, Group, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { formatValue, MAX_SCRIPT_TEXT, type ScriptParam, type WorkflowProblem } from '@linkflow/contracts';
import { useLanguage, useText, useTexts } from '../../../i18n';
import { currentTimeZone } from '../../../i18n/time-zone';
import { SCRIPT_PARAM_FIELDS, isFieldValue } from '../../../shared/field-value';
import { FieldValueInput } from '../../../shared/field-value-input';
import { MergeFacts } from '../../../shared/merge-text/merge-facts';
import { MergeTextField } from '../../../shared/merge-text/merge-text-field';
import { useLookupNames } from '../../../shared/refs';
import { problemsOf } from '../../model/nodes';
import { useCanvas } from '../../store/use-canvas';
import { inspectorTexts } from '../../texts/inspector';
import { useFactsAt } from '../condition/facts';
import type { FieldProps } from './field';
import classes from './fields.module.css';

const NONE: readonly ScriptParam[] = [];

/** The values for the parameters of a script: one input for each, by its type. Shows nothing for a script without parameters. */
export function ScriptValuesField(props: FieldProps) {
  const { field, value, values, onChange, nodeId, disabled, error } = props;
  const t = useTexts(inspectorTexts);
  const text = useText();
  const id = values[field.hint.follows ?? ''];
  const scriptId = typeof id === 'string' && id !== '' ? id : null;
  const scripts = useLookupNames('script', scriptId === null ? [] : [scriptId]).data;
  const script = scripts?.find((item) => item.id === scriptId);
  const problems = useCanvas((state) => problemsOf(state.problems, nodeId));
  const facts = useFactsAt(nodeId);
  const params = script?.params ?? NONE;
  const given = asRecord(value);
  // Of a script that is loading or gone, nothing is known, so its values are kept.
  const unknown = script?.params
    ? Object.keys(given).filter((name) => !params.some((param) => param.name === name))
    : [];
  if (params.length === 0 && unknown.length === 0) return null;

  const set = (name: string, next: unknown) => {
    const { [name]: _, ...others } = given;
    const isEmpty = next === null || next === undefined || next === '';
    const all = isEmpty ? others : { ...given, [name]: next };
    onChange(Object.keys(all).length === 0 ? undefined : all);
  };
  // While the errors of the form are held back, those of its parts are too.
  const problemOf = (name: string): WorkflowProblem | undefined =>
    error === undefined
      ? undefined
      : problems.find(({ path, severity }) => path === `${field.name}.${name}` && severity === 'error');

  return (
    <MergeFacts facts={facts}>
      <Stack gap="sm" role="group" aria-label={props.label} data-field={field.name}>
        {params.map((param) => {
          const problem = problemOf(param.name);
          return (
            <ParamInput
              key={param.name}
              param={param}
              path={`${field.name}.${param.name}`}
              value={given[param.name]}
              error={problem && text(problem.message)}
              isMissing={problem?.code === 'params.missing'}
              disabled={disabled}
              onChange={(next) => set(param.name, next)}
            />
          );
        })}
        {unknown.map((name) => (
          <Alert key={name} color="yellow" variant="light" p="xs">
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm">{t('script.unknown', { name })}</Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('script.remove', { name })}
                disabled={disabled}
                onClick={() => set(name, undefined)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Alert>
        ))}
      </Stack>
    </MergeFacts>
  );
}

interface ParamInputProps {
  param: ScriptParam;
  /** Dot path of the value in the parameters of the node. */
  path: string;
  value: unknown;
  error: string | undefined;
  isMissing: boolean;
  disabled: boolean;
  onChange: (value: unknown) => void;
}

/** The input for one parameter, and the default, which is used while the input is empty. */
function ParamInput({ param, path, value, error, isMissing, disabled, onChange }: ParamInputProps) {
  const t = useTexts(inspectorTexts);
  const language = useLanguage();
  const { label, type, options, required } = param;
  const fallback = formatValue(
    param.default,
    { type: SCRIPT_PARAM_FIELDS[type] },
    { language, timeZone: currentTimeZone() },
  );
  const shown = required || fallback !== '' ? label : t('script.optional', { label });
  const help = fallback === '' ? undefined : t('script.fallback', { value: fallback });
  if (type === 'text') {
    return (
      <MergeTextField
        data-field={path}
        label={shown}
        description={help}
        value={typeof value === 'string' ? value : ''}
        maxLength={MAX_SCRIPT_TEXT}
        error={error}
        withErrorStyles={!isMissing}
        disabled={disabled}
        onChange={onChange}
      />
    );
  }
  return (
    <fieldset className={classes.plain} disabled={disabled} data-field={path}>
      <FieldValueInput
        field={{ type: SCRIPT_PARAM_FIELDS[type], options }}
        label={shown}
        value={isFieldValue(value) ? value : null}
        error={error}
        onChange={onChange}
      />
      {help && (
        <Text size="xs" c="dimmed" mt={4}>
          {help}
        </Text>
      )}
    </fieldset>
  );
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
