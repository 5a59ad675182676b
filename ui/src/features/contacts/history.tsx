import {
  ROUTES,
  type Change,
  type ChangeKind,
  type ContactCard,
  type FieldDefinition,
} from '@linkflow/contracts';
import { Badge, Button, Text } from '@mantine/core';
import {
  type Icon,
  IconBriefcase,
  IconBriefcaseOff,
  IconCalendarPlus,
  IconForms,
  IconMailCheck,
  IconMailOff,
  IconMailX,
  IconSparkles,
  IconTag,
  IconTagOff,
  IconTicket,
  IconUserMinus,
  IconUserPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useRoute } from '../../api/use-route';
import { type TextKey, useFormat, useRich, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RefName } from '../../shared/refs';
import { Source } from './card/source';
import classes from './contact.module.css';
import { crmTexts } from './crm.texts';

/** Icon and colour by kind of change. Colours as on the canvas: indigo for changed data, orange for new work for a colleague. */
const LOOK: Record<ChangeKind, { icon: Icon; color: 'indigo' | 'orange' | 'gray' }> = {
  'field-set': { icon: IconForms, color: 'indigo' },
  'interest-set': { icon: IconTag, color: 'indigo' },
  'interest-removed': { icon: IconTagOff, color: 'indigo' },
  'selection-added': { icon: IconUserPlus, color: 'indigo' },
  'selection-removed': { icon: IconUserMinus, color: 'indigo' },
  'project-added': { icon: IconBriefcase, color: 'indigo' },
  'project-removed': { icon: IconBriefcaseOff, color: 'indigo' },
  'follow-up-created': { icon: IconCalendarPlus, color: 'orange' },
  'request-created': { icon: IconTicket, color: 'orange' },
  created: { icon: IconSparkles, color: 'gray' },
  'type-unsubscribed': { icon: IconMailOff, color: 'orange' },
  'type-resubscribed': { icon: IconMailCheck, color: 'indigo' },
  'mail-unsubscribed': { icon: IconMailOff, color: 'orange' },
  'mail-resubscribed': { icon: IconMailCheck, color: 'indigo' },
  'consent-given': { icon: IconMailCheck, color: 'indigo' },
  'consent-withdrawn': { icon: IconMailOff, color: 'orange' },
  'mail-complained': { icon: IconMailOff, color: 'orange' },
  'address-bounced': { icon: IconMailX, color: 'orange' },
  'bounce-cleared': { icon: IconMailCheck, color: 'gray' },
};
/** The names of the built-in properties, by the id of the change's target. */
const PROPERTIES: Partial<Record<string, TextKey<typeof crmTexts> | TextKey<typeof common>>> = {
  'contact.firstName': 'contact.firstName',
  'contact.lastName': 'contact.lastName',
  'contact.email': 'email',
  'contact.title': 'jobTitle',
  'contact.phone': 'phone',
  'contact.country': 'country',
  'contact.language': 'language',
  'contact.timeZone': 'timeZone',
  'contact.companyId': 'company',
  'contact.ourContactId': 'ourContact',
  'contact.formerEmployee': 'formerEmployee',
};
const FIRST = 30;

/** The changes of a contact, newest first, each with its origin. */
export function History({ card }: { card: ContactCard }) {
  const t = useTexts(crmTexts);
  const [all, setAll] = useState(false);
  const shown = all ? card.changes : card.changes.slice(0, FIRST);
  return (
    <>
      <ol className={classes.history} aria-label={t('history.title')}>
        {shown.map((change) => (
          <Line
            key={change.id}
            change={change}
            field={card.fields.find(({ field }) => field.id === change.target.id)?.field}
          />
        ))}
      </ol>
      {shown.length < card.changes.length && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => setAll(true)}>
          {t('history.more')}
        </Button>
      )}
    </>
  );
}

function Line({ change, field }: { change: Change; field: FieldDefinition | undefined }) {
  const t = useTexts(crmTexts);
  const { icon: LineIcon, color } = LOOK[change.kind];
  return (
    <li className={classes.line} data-kept-out={!change.applied || undefined}>
      <span className={classes.icon} data-color={color}>
        <LineIcon size={15} stroke={1.7} aria-hidden />
      </span>
      <div className={classes.lineWords}>
        <Text size="sm" component="div">
          <Sentence change={change} field={field} />
          {!change.applied && (
            <Badge variant="default" ml={8} title={t('history.notAppliedHint')}>
              {t('history.notApplied')}
            </Badge>
          )}
        </Text>
        {change.kind !== 'field-set' && typeof change.value === 'string' && change.value !== '' && (
          <Text size="xs" c="dimmed">
            {change.value}
          </Text>
        )}
        <Source source={change.source} at={change.at} />
      </div>
    </li>
  );
}

function Sentence({ change, field }: { change: Change; field: FieldDefinition | undefined }) {
  const t = useTexts(crmTexts);
  const rich = useRich(crmTexts);
  const format = useFormat();
  const facts = useRoute(ROUTES.catalogue.facts).data;
  const property = PROPERTIES[change.target.id];
  const target = <b>{property ? t(property) : <RefName of={change.target} />}</b>;
  if (change.kind !== 'field-set') return <>{rich(`history.${change.kind}`, { target })}</>;
  // The built-in properties of the card have the same names as facts.
  const as = field
    ? { type: field.type }
    : { options: facts?.find(({ name }) => name === change.target.id)?.options };
  const read = (value: unknown) => format.value(value, as);
  const value = read(change.value);
  const previous = read(change.previous);
  if (value === null) return <>{rich('history.field-cleared', { target })}</>;
  if (previous === null) return <>{rich('history.field-set', { target, value: <b>{value}</b> })}</>;
  return <>{rich('history.field-changed', { target, previous, value: <b>{value}</b> })}</>;
}
