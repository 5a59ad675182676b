import { Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import {
  FINAL_ANSWERS,
  isFinalAnswer,
  type LinkTabs,
  stepsOfType,
  withoutStep,
  withStep,
} from '@linkflow/workflow';
import { useTexts } from '../../i18n';
import { NodeIcon } from '../flow/node-icon';
import { NodeForm } from '../inspector/node-form';
import { AddressField } from '../inspector/trigger-form';
import { descriptorsOf } from '../model/nodes';
import { useCanvas } from '../store/use-canvas';
import { usePhone } from '../../shared/use-phone';
import { tabsTexts } from '../texts/tabs';
import { TurnedOff } from './step-form';
import classes from './tabs.module.css';
import { type TabChanges, useTabChanges } from './use-link-tabs';

const CHOICES = [...FINAL_ANSWERS, 'confirm'] as const;
type Choice = (typeof CHOICES)[number];
type Final = (typeof FINAL_ANSWERS)[number];

const finalOf = ({ answer }: LinkTabs) => answer.find(({ type }) => isFinalAnswer(type));
/** The final answer by its type. Without one, a click leads to the address of the link. */
const finalTypeOf = (tabs: LinkTabs): Final =>
  FINAL_ANSWERS.find((type) => type === finalOf(tabs)?.type) ?? 'redirect';

/** What the recipient gets: a page on the web, a text, a form, or first a page with a button. */
export function ResponseTab({ tabs }: { tabs: LinkTabs }) {
  const t = useTexts(tabsTexts);
  const id = useId();
  const catalogue = useCanvas((state) => state.catalogue);
  const readOnly = useCanvas((state) => state.readOnly);
  const { change } = useTabChanges();
  const [confirm] = stepsOfType(tabs, 'confirm');
  const choice: Choice = confirm ? 'confirm' : finalTypeOf(tabs);
  const choose = (next: string | null) => {
    const wanted = CHOICES.find((one) => one === next);
    if (wanted) change((before, create) => answered(before, wanted, create));
  };
  return (
    <Stack gap="md">
      <Radio.Group value={choice} onChange={choose} aria-labelledby={id} readOnly={readOnly}>
        <Text id={id} size="sm" fw={600} mb={8}>
          {t('answer.label')}
        </Text>
        <div className={classes.cards}>
          {CHOICES.map((type) => (
            <Radio.Card key={type} value={type} className={classes.card} disabled={readOnly}>
              <NodeIcon icon={descriptorsOf(catalogue).get(type)?.icon} group="response" size="sm" />
              <span className={classes.cardWords}>
                <span>{t(`answer.${type}`)}</span>
                <small>{t(`answer.hint.${type}`)}</small>
              </span>
              <Radio.Indicator />
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {confirm && (
        <>
          <TurnedOff node={confirm} />
          <div className={classes.form}>
            <NodeForm id={confirm.id} />
          </div>
          <FinalChoice tabs={tabs} onChange={change} />
        </>
      )}
      <FinalForm tabs={tabs} />
    </Stack>
  );
}

/** Which answer follows after a confirm page. */
function FinalChoice({ tabs, onChange }: { tabs: LinkTabs; onChange: TabChanges['change'] }) {
  const t = useTexts(tabsTexts);
  const isPhone = usePhone();
  const id = useId();
  const readOnly = useCanvas((state) => state.readOnly);
  return (
    <div>
      <Text id={id} size="sm" fw={600} mb={6}>
        {t('answer.afterConfirm')}
      </Text>
      <SegmentedControl<Final>
        size={isPhone ? 'sm' : 'xs'}
        orientation={isPhone ? 'vertical' : 'horizontal'}
        fullWidth={isPhone}
        className={classes.choice}
        aria-labelledby={id}
        disabled={readOnly}
        data={FINAL_ANSWERS.map((type) => ({ value: type, label: t(`answer.${type}`) }))}
        value={finalTypeOf(tabs)}
        onChange={(type) => onChange((before, create) => withFinal(before, type, create))}
      />
    </div>
  );
}

/** The form of the final answer, and the address of the link: where a redirect leads, or what holds if nothing else does. */
function FinalForm({ tabs }: { tabs: LinkTabs }) {
  const t = useTexts(tabsTexts);
  const final = finalOf(tabs);
  const isPlain = final === undefined;
  return (
    <>
      {final && (
        <>
          <TurnedOff node={final} />
          <div className={classes.form}>
            <NodeForm key={final.id} id={final.id} />
          </div>
        </>
      )}
      <AddressField
        label={isPlain ? t('answer.address') : t('answer.fallback')}
        description={isPlain ? undefined : t('answer.fallbackHelp')}
      />
    </>
  );
}

type Create = Parameters<Parameters<TabChanges['change']>[0]>[1];

/** The tabs with this choice of answer. What follows a confirm page stays when one is added. */
function answered(tabs: LinkTabs, choice: Choice, create: Create): LinkTabs {
  const [confirm] = stepsOfType(tabs, 'confirm');
  if (choice !== 'confirm') return withFinal(confirm ? withoutStep(tabs, confirm.id) : tabs, choice, create);
  const node = confirm ? null : create('confirm');
  return node ? withStep(tabs, node) : tabs;
}

/** The tabs with this final answer. A redirect needs no node, because a click without an answer leads to the address of the link. */
function withFinal(tabs: LinkTabs, type: Final, create: Create): LinkTabs {
  const final = finalOf(tabs);
  if (final?.type === type) return tabs;
  if (type === 'redirect') return final ? withoutStep(tabs, final.id) : tabs;
  const node = create(type);
  return node ? withStep(tabs, node) : tabs;
}
