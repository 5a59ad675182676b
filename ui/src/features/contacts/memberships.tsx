import { ROUTES, type ContactCard, type Membership, type MembershipKind } from '@linkflow/contracts';
import { CloseButton, Popover, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { type TextKey, useTexts } from '../../i18n';
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
