import { ROUTES, type ApiRoute } from '@linkflow/contracts';
import { useCan } from '../../api/session';
import { type TextKey, useTexts } from '../../i18n';
import { SectionLayout } from '../../shared/sections';
import { settingsTexts } from './settings.texts';

const SECTIONS = [
  { to: '/settings/account', text: 'account.title' },
  { to: '/settings/users', text: 'users.title' },
  { to: '/settings/api-keys', text: 'keys.title' },
  // Only administrators see it, because events carry personal data.
  { to: '/settings/webhooks', text: 'webhooks.title', needs: ROUTES.webhookSubscriptions.list },
  { to: '/settings/subscription-types', text: 'subscriptionTypes.title' },
  { to: '/settings/interests', text: 'interests.title' },
  { to: '/settings/fields', text: 'fields.title' },
  { to: '/settings/categories', text: 'categories.title' },
  { to: '/settings/priorities', text: 'priorities.title' },
  { to: '/settings/task-types', text: 'taskTypes.title' },
  { to: '/settings/scripts', text: 'scripts.title' },
] as const satisfies readonly { to: string; text: TextKey<typeof settingsTexts>; needs?: ApiRoute }[];

export function SettingsLayout() {
  const t = useTexts(settingsTexts);
  const can = useCan();
  const shown = SECTIONS.filter((section) => !('needs' in section) || can(section.needs));
  return (
    <SectionLayout
      title={t('title')}
      label={t('sections')}
      sections={shown.map(({ to, text }) => ({ to, label: t(text) }))}
    />
  );
}
