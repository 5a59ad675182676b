import { useRef } from 'react';
import type { WorkflowNode } from '@linkflow/contracts';
import { useText } from '../../i18n';
import { RefField } from '../inspector/fields/ref-fields';
import { usePendingFocus } from '../inspector/node-form';
import { formFields } from '../model/form-model';
import { descriptorsOf, memoize, problemsOf, worstOf } from '../model/nodes';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { MoreSettings, TurnedOff } from './step-form';
import classes from './tabs.module.css';
import { useTabChanges } from './use-link-tabs';

const fieldsOf = memoize(formFields);

/**
 * Steps whose only parameter is a record, such as an interest: the choice of a record makes the step, and taking it away removes it. The
 * canvas can have several of a type.
 */
export function TargetFields({ type, nodes }: { type: string; nodes: readonly WorkflowNode[] }) {
  // By place, so that the focus stays in the field when its first choice makes the step.
  return (nodes.length === 0 ? [null] : nodes).map((node, at) => (
    // oxlint-disable-next-line react/no-array-index-key
    <TargetField key={at} type={type} node={node} />
  ));
}

function TargetField({ type, node }: { type: string; node: WorkflowNode | null }) {
  const text = useText();
  const store = useCanvasStore();
  const descriptor = useCanvas(({ catalogue }) => descriptorsOf(catalogue).get(type));
  const readOnly = useCanvas((state) => state.readOnly);
  const problem = useCanvas((state) => (node ? worstOf(problemsOf(state.problems, node.id)) : undefined));
  const { add, remove } = useTabChanges();
  const place = useRef<HTMLDivElement>(null);
  usePendingFocus(node?.id ?? '', place);
  const field = descriptor && fieldsOf(descriptor.params)[0];
  if (!field) return null;
  const change = (value: unknown) => {
    if (typeof value !== 'string') {
      if (node) remove(node.id);
    } else if (node) {
      const params = { ...node.params, [field.name]: value };
      store.getState().edit({ op: 'set-params', nodeId: node.id, params });
    } else {
      add(type, { [field.name]: value });
    }
  };
  return (
    <div ref={place} className={classes.target} data-step-type={type}>
      <RefField
        field={{ ...field, optional: true }}
        value={node?.params[field.name]}
        values={node?.params ?? {}}
        nodeId={node?.id ?? ''}
        label={node?.label || text(descriptor.title)}
        help={undefined}
        placeholder={undefined}
        error={problem && text(problem.message)}
        isMissing={problem?.code === 'params.missing'}
        disabled={readOnly}
        onChange={change}
      />
      {node && (
        <>
          <TurnedOff node={node} />
          <MoreSettings id={node.id} />
        </>
      )}
    </div>
  );
}
