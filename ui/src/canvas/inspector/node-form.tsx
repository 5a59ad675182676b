import { Stack, Text } from '@mantine/core';
import { memo, useCallback, useMemo } from 'react';
import type { WorkflowProblem } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { descriptorIn, nodeIn, useDescriptor, useNode } from '../flow/use-node';
import { formFields, shownFields, withParam, type FormField } from '../model/form-model';
import { problemsOf } from '../model/lookups';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { inspectorTexts } from '../texts/inspector';
import { WIDGETS } from './fields/widgets';

const fieldsOf = new WeakMap<Record<string, unknown>, FormField[]>();
function fieldsFor(params: Record<string, unknown>): FormField[] {
  const known = fieldsOf.get(params) ?? formFields(params);
  fieldsOf.set(params, known);
  return known;
}

/** The settings of a step, made from the schema of its parameters. */
export function NodeForm({ id }: { id: string }) {
  const t = useTexts(inspectorTexts);
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const problems = useCanvas((state) => problemsOf(state.problems, id));
  const readOnly = useCanvas((state) => state.readOnly);
  const store = useCanvasStore();
  const fields = useMemo(() => (descriptor ? fieldsFor(descriptor.params) : []), [descriptor]);

  const change = useCallback(
    (name: string, value: unknown) => {
      const state = store.getState();
      const present = nodeIn(state, id);
      const kind = descriptorIn(state, id);
      if (!present || !kind) return;
      const params = withParam(fieldsFor(kind.params), present.params, name, value);
      state.edit({ op: 'set-params', nodeId: id, params }, { burst: `params:${id}:${name}` });
    },
    [store, id],
  );
  if (!node || !descriptor) return null;
  const shown = shownFields(fields, node.params);
  if (shown.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('noFields')}
      </Text>
    );
  }
  return (
    <Stack gap={16}>
      {shown.map((field) => (
        <NodeField
          key={field.name}
          field={field}
          value={node.params[field.name] ?? field.schema.default}
          values={node.params}
          problem={problemAt(problems, field.name)}
          nodeId={id}
          disabled={readOnly}
          onChange={change}
        />
      ))}
    </Stack>
  );
}

interface NodeFieldProps {
  field: FormField;
  value: unknown;
  values: Record<string, unknown>;
  problem: WorkflowProblem | undefined;
  nodeId: string;
  disabled: boolean;
  onChange: (name: string, value: unknown) => void;
}

const NodeField = memo(function NodeField({ field, problem, onChange, ...rest }: NodeFieldProps) {
  const text = useText();
  const { hint, name } = field;
  const Widget = WIDGETS[hint.widget];
  const tell = useCallback((value: unknown) => onChange(name, value), [onChange, name]);
  return (
    <Widget
      {...rest}
      field={field}
      label={text(hint.label)}
      help={hint.help && text(hint.help)}
      placeholder={hint.placeholder && text(hint.placeholder)}
      error={problem && text(problem.message)}
      pending={problem?.code === 'params.missing'}
      onChange={tell}
    />
  );
});

/** The worst problem of a field, or of something inside it. */
function problemAt(problems: readonly WorkflowProblem[], name: string): WorkflowProblem | undefined {
  const here = problems.filter(({ path }) => path === name || path?.startsWith(`${name}.`));
  return here.find((problem) => problem.severity === 'error') ?? here[0];
}
