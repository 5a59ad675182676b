import { List, Stack, Text } from '@mantine/core';
import { useMemo, type ComponentProps } from 'react';
import {
  addressProblem,
  addressProblemText,
  type FactDescriptor,
  mendAddress,
  pick,
  TRIGGER,
} from '@linkflow/contracts';
import { useLanguage, useTexts } from '../../i18n';
import { MergeFacts } from '../../shared/merge-text/merge-facts';
import { MergeTextField } from '../../shared/merge-text/merge-text-field';
import { useErrorOnLeave } from '../../shared/use-error-on-leave';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { useWorkflowFacts } from '../store/use-workflow-facts';
import { settingsTexts } from '../texts/settings';
import classes from './inspector.module.css';

/** The trigger's form: the link's URL and an explanation of its two ports; for a form, what its workflow can use. */
export function TriggerForm() {
  const t = useTexts(settingsTexts);
  const isForm = useCanvas((state) => state.formId !== null);
  if (isForm)
    return (
      <Text size="sm" c="dimmed">
        {t('trigger.form')}
      </Text>
    );
  return (
    <Stack gap={16}>
      <AddressField label={t('trigger.address')} description={t('trigger.addressHelp')} />
      <List size="sm" spacing={6} c="dimmed">
        <List.Item>{t('trigger.respond')}</List.Item>
        <List.Item>{t('trigger.then')}</List.Item>
      </List>
    </Stack>
  );
}

/** The link's target URL in the header of its page, on one line with its label. */
export function HeaderLinkAddress({ className }: { className?: string }) {
  const t = useTexts(settingsTexts);
  const label = t('trigger.leadsTo');
  return (
    <div className={className} title={t('trigger.addressHelp')}>
      <span className={classes.leadsTo} aria-hidden>
        {label}
      </span>
      <AddressField label={label} labelHidden lazily size="xs" />
    </div>
  );
}

type AddressFieldProps = Pick<
  ComponentProps<typeof MergeTextField>,
  'label' | 'labelHidden' | 'lazily' | 'description' | 'size'
>;

/** Input for the link's target URL. The URL is part of the draft, so it is saved, undone and published with the workflow. */
export function AddressField(props: AddressFieldProps) {
  const language = useLanguage();
  const url = useCanvas((state) => state.url);
  const problem = addressProblem(mendAddress(url));
  const isNew = useCanvas((state) => state.newNode === TRIGGER);
  const { error, handlers } = useErrorOnLeave(problem ?? undefined, { onlyAfterVisit: isNew });
  const readOnly = useCanvas((state) => state.readOnly);
  const store = useCanvasStore();
  return (
    <MergeFacts facts={useStartFacts()}>
      <div style={{ display: 'contents' }} {...handlers}>
        <MergeTextField
          {...props}
          className={classes.address}
          maxLength={4000}
          trimmed
          placeholder="https://"
          value={url}
          readOnly={readOnly}
          error={error ? pick(addressProblemText(error), language) : undefined}
          data-testid="link-address"
          onChange={(text) => store.getState().setUrl(text)}
        />
      </div>
    </MergeFacts>
  );
}

/** The facts that the address of a link can use, by name. Before the first step there are no outputs of steps. */
function useStartFacts(): ReadonlyMap<string, FactDescriptor> {
  const facts = useWorkflowFacts();
  return useMemo(() => new Map(facts?.map((fact) => [fact.name, fact])), [facts]);
}
