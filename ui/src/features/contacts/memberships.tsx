import {
  ROUTES,
  type ContactCard,
  type ContactSummary,
  type LookupItem,
  type Membership,
  type MembershipKind,
} from '@linkflow/contracts';
import { CloseButton, Popover, SegmentedControl, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { type TextKey, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { RefLink, RefName, RefSelect } from '../../shared/refs';
import { attempt, toast } from '../../shared/toast';
import { CardSection, SectionButton } from './card/card';
import { Source } from './card/source';
import classes from './contact.module.css';
import { crmTexts } from './crm.texts';

type Key = TextKey<typeof crmTexts>;
const WORDS: Record<MembershipKind, { title: Key; add: Key; none: Key }> = {
  interest: { title: 'members.interests', add: 'members.addInterest', none: 'members.noInterests' },
  selection: { title: 'members.selections', add: 'members.addSelection', none: 'members.noSelections' },
  project: { title: 'members.projects', add: 'members.addProject', none: 'members.noProjects' },
};

interface MembershipsProps {
  card: ContactCard;
  kind: MembershipKind;
  memberships: readonly Membership[];
}

/** The interests, selections or projects of a contact. Each shows when and by what it was added. */
export function Memberships({ card, kind, memberships }: MembershipsProps) {
  const t = useTexts(crmTexts);
  const join = useCommand(ROUTES.contacts.join);
  const leave = useCommand(ROUTES.contacts.leave);
  const [opened, setOpened] = useState(false);
  const mayChange = useCan()(ROUTES.contacts.join);
  const add = (targetId: string) => {
    setOpened(false);
    attempt(join.mutateAsync({ params: { id: card.id, kind, targetId } }));
  };
  const remove = ({ target }: Membership) => {
    const change = { params: { id: card.id, kind, targetId: target.id } };
    attempt(leave.mutateAsync(change), () =>
      toast(t('members.removed', { name: target.name }), () => attempt(join.mutateAsync(change))),
    );
  };
  return (
    <CardSection
      title={t(WORDS[kind].title)}
      action={
        mayChange && (
          <Popover
            opened={opened}
            onChange={setOpened}
            trapFocus
            position="bottom-end"
            shadow="md"
            width={280}
          >
            <Popover.Target>
              <SectionButton
                icon={IconPlus}
                label={t(WORDS[kind].add)}
                onClick={() => setOpened((now) => !now)}
              />
            </Popover.Target>
            <Popover.Dropdown p="xs">
              <RefSelect
                kind={kind}
                type={kind === 'selection' ? 'static' : undefined}
                value={null}
                aria-label={t(WORDS[kind].add)}
                placeholder={t('members.choose')}
                except={memberships.map(({ target }) => target.id)}
                onChange={(id) => id !== null && add(id)}
                comboboxProps={{ withinPortal: false }}
              />
            </Popover.Dropdown>
          </Popover>
        )
      }
      none={memberships.length === 0 && t(WORDS[kind].none)}
    >
      <ul className={classes.memberships}>
        {memberships.map((membership) => (
          <li key={membership.target.id} className={classes.membership}>
            <div className={classes.membershipWords}>
              <Text size="sm" component="div">
                {membership.target.missing || kind === 'interest' ? (
                  <RefName of={membership.target} />
                ) : (
                  <RefLink kind={kind} of={membership.target} c="inherit" />
                )}
              </Text>
              <Source short source={membership.source} at={membership.since} />
            </div>
            {mayChange && (
              <CloseButton
                className={classes.remove}
                size="sm"
                aria-label={t('removeName', { name: membership.target.name })}
                onClick={() => remove(membership)}
              />
            )}
          </li>
        ))}
      </ul>
    </CardSection>
  );
}

const KINDS = ['selection', 'project', 'interest'] as const satisfies readonly MembershipKind[];

interface AddToDialogProps {
  contacts: readonly ContactSummary[] | null;
  onClose: () => void;
  onAdded: () => void;
}

/** Adds contacts to one selection, project or interest. Contacts that already belong to it are not changed. */
export function AddToDialog({ contacts, onClose, onAdded }: AddToDialogProps) {
  const t = useTexts(crmTexts);
  const join = useCommand(ROUTES.contacts.join);
  const count = contacts?.length ?? 0;
  return (
    <FormDialog<{ kind: MembershipKind; target: LookupItem | null }>
      opened={contacts !== null}
      onClose={onClose}
      title={t('contact.addToTitle', { count, name: contacts?.[0]?.name ?? '' })}
      submit={t('add')}
      size="sm"
      initial={{ kind: 'selection', target: null }}
      validate={({ target }) => (target === null ? { target: t('members.choose') } : {})}
      onSubmit={async ({ kind, target }) => {
        if (!target) return;
        const all = (contacts ?? []).map(({ id }) =>
          join.mutateAsync({ params: { id, kind, targetId: target.id } }),
        );
        await Promise.all(all);
        toast(t('contact.added', { count, target: target.label }));
        onAdded();
      }}
    >
      {(form) => (
        <>
          <SegmentedControl
            fullWidth
            aria-label={t('contact.addToWhat')}
            data={KINDS.map((value) => ({ value, label: t(value) }))}
            value={form.values.kind}
            onChange={(value) => {
              form.setFieldValue('kind', KINDS.find((each) => each === value) ?? 'selection');
              form.setFieldValue('target', null);
            }}
          />
          <RefSelect
            key={form.values.kind}
            kind={form.values.kind}
            label={t(form.values.kind)}
            placeholder={t('typeToSearch')}
            value={form.values.target?.id ?? null}
            onChange={(_id, item) => form.setFieldValue('target', item)}
            error={form.errors.target}
            data-autofocus
          />
        </>
      )}
    </FormDialog>
  );
}
