import { Alert, Button, Switch, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { WorkflowNode } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { NodeForm } from '../inspector/node-form';
import { FailureSection, RepeatSection } from '../inspector/policy-sections';
import { descriptorsOf } from '../model/nodes';
import { useCanvas, useCanvasStore, useDescriptor } from '../store/use-canvas';
import { inspectorTexts } from '../texts/inspector';
import { tabsTexts } from '../texts/tabs';
import classes from './tabs.module.css';
import { useTabChanges } from './use-link-tabs';

interface StepSectionProps {
  type: string;
  /** The steps of this type. */
  nodes: readonly WorkflowNode[];
}

/** A step that can be switched on and off, with its form. The canvas can have several of a type; each has its own switch. */
export function StepSection({ type, nodes }: StepSectionProps) {
  const t = useTexts(tabsTexts);
  if (nodes.length === 0) return <SwitchedStep type={type} node={null} />;
  return (
    <>
      {nodes.length > 1 && (
        <Text size="sm" c="dimmed">
          {t('several')}
        </Text>
      )}
      {nodes.map((node) => (
        <SwitchedStep key={node.id} type={type} node={node} />
      ))}
    </>
  );
}

function SwitchedStep({ type, node }: { type: string; node: WorkflowNode | null }) {
  const text = useText();
  const store = useCanvasStore();
  const descriptor = useCanvas(({ catalogue }) => descriptorsOf(catalogue).get(type));
  const readOnly = useCanvas((state) => state.readOnly);
  const { add, remove } = useTabChanges();
  const summaryId = useId();
  if (!descriptor) return null;
  const isOn = node !== null && node.disabled !== true;
  const toggle = () => {
    if (!node) add(type);
    else if (node.disabled) store.getState().edit({ op: 'set-disabled', nodeId: node.id, disabled: false });
    else remove(node.id);
  };
  return (
    <section className={classes.step} data-step-type={type}>
      <Switch
        className={classes.switch}
        labelPosition="left"
        label={node?.label || text(descriptor.title)}
        aria-describedby={summaryId}
        checked={isOn}
        disabled={readOnly}
        onChange={toggle}
      />
      <Text id={summaryId} size="sm" c="dimmed" className={classes.stepSummary}>
        {text(descriptor.summary)}
      </Text>
      {isOn && <StepForm id={node.id} />}
    </section>
  );
}

/** The fields of a step, as in the inspector of the canvas, and when it is repeated. */
export function StepForm({ id }: { id: string }) {
  const costly = useDescriptor(id)?.risk === 'costly';
  return (
    <div className={classes.form}>
      <NodeForm id={id} />
      {costly && (
        <div className={classes.repeat}>
          <RepeatSection id={id} />
        </div>
      )}
      <MoreSettings id={id} withRepeat={!costly} />
    </div>
  );
}

/** What is rarely changed: when a step is repeated and what happens when it fails. Folded at first. */
export function MoreSettings({ id, withRepeat = true }: { id: string; withRepeat?: boolean }) {
  const t = useTexts(tabsTexts);
  const descriptor = useDescriptor(id);
  const [opened, setOpened] = useState(false);
  if (!descriptor || (descriptor.effect === 'none' && !(withRepeat && descriptor.repeat))) return null;
  return (
    <div className={classes.more}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-expanded={opened}
        leftSection={<IconChevronRight size={14} className={classes.chevron} aria-hidden />}
        onClick={() => setOpened(!opened)}
      >
        {t('again')}
      </Button>
      {opened && (
        <div className={classes.moreFields}>
          {withRepeat && <RepeatSection id={id} />}
          {descriptor.effect !== 'none' && <FailureSection id={id} />}
        </div>
      )}
    </div>
  );
}

/** Says that a step is turned off, with a button that turns it on. */
export function TurnedOff({ node }: { node: WorkflowNode }) {
  const t = useTexts(tabsTexts);
  const i = useTexts(inspectorTexts);
  const store = useCanvasStore();
  const readOnly = useCanvas((state) => state.readOnly);
  if (!node.disabled) return null;
  return (
    <Alert variant="light" color="gray" p="xs">
      <Text size="sm">{t('off')}</Text>
      {!readOnly && (
        <Button
          mt={6}
          size="compact-xs"
          variant="default"
          onClick={() => store.getState().edit({ op: 'set-disabled', nodeId: node.id, disabled: false })}
        >
          {i('turnOn')}
        </Button>
      )}
    </Alert>
  );
}
