import { ROUTES, pick, type SubscriptionType } from '@linkflow/contracts';
import { Anchor, Select, type SelectProps } from '@mantine/core';
import { useCan } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { mailingTexts } from './mailings.texts';

interface MailingTypeSelectProps extends Pick<SelectProps, 'error' | 'disabled'> {
  'data-autofocus'?: boolean | undefined;
  /** Id of the subscription type; null: none. */
  value: string | null;
  onChange: (typeId: string | null) => void;
}

/** The choice of a mailing's subscription type. A type that is out of use can be kept, but not chosen. Who may, finds the way to the types. */
export function MailingTypeSelect({ value, onChange, ...rest }: MailingTypeSelectProps) {
  const t = useTexts(mailingTexts);
  const language = useLanguage();
  const mayManage = useCan()(ROUTES.subscriptionTypes.create);
  const types = useRoute(ROUTES.subscriptionTypes.list).data ?? [];
  const offered = types.filter(({ id, retired }) => !retired || id === value);
  return (
    <Select
      label={t('type.label')}
      description={
        <>
          {t('type.hint')}
          {mayManage && (
            <>
              {'. '}
              {/* In another tab, so that what is written in the dialog stays. The list is loaded again when the user comes back. */}
              <Anchor href="/settings/subscription-types" target="_blank" size="xs" underline="always">
                {t('type.manage')}
              </Anchor>
            </>
          )}
        </>
      }
      placeholder={t('type.none')}
      clearable
      data={offered.map(({ id, name }) => ({ value: id, label: pick(name, language) }))}
      value={value}
      onChange={onChange}
      {...rest}
    />
  );
}

/** The name of a mailing's subscription type. Empty until it is loaded. */
export function MailingTypeName({ typeId }: { typeId: string | null }) {
  const t = useTexts(mailingTexts);
  const language = useLanguage();
  const types = useRoute(ROUTES.subscriptionTypes.list).data;
  if (typeId === null) return <>{t('type.withoutType')}</>;
  const type: SubscriptionType | undefined = types?.find(({ id }) => id === typeId);
  return <>{type ? pick(type.name, language) : ''}</>;
}
