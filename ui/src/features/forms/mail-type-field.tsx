import { ROUTES, pick, type SubscriptionType } from '@linkflow/contracts';
import { Select, Text, type SelectProps } from '@mantine/core';
import { useRoute } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { formTexts } from './forms.texts';

/** The subscription types in use. Undefined until they are loaded. */
export const useMailTypes = (): SubscriptionType[] | undefined =>
  useRoute(ROUTES.subscriptionTypes.list).data?.filter(({ retired }) => !retired);

interface MailTypeFieldProps extends Pick<SelectProps, 'error'> {
  label: string;
  /** Id of the subscription type; null: none is chosen. */
  value: string | null;
  onChange: (typeId: string | null) => void;
}

/** The choice of the subscription type that people sign up for in a form. If there is none, says where one is made. */
export function MailTypeField({ value, error, ...rest }: MailTypeFieldProps) {
  const t = useTexts(formTexts);
  const language = useLanguage();
  const types = useMailTypes();
  return (
    <>
      <Select
        {...rest}
        required
        withAsterisk={false}
        placeholder={t('mailType.placeholder')}
        value={value}
        error={error}
        data={(types ?? []).map(({ id, name }) => ({ value: id, label: pick(name, language) }))}
      />
      {types?.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('mailType.none')}{' '}
          <TextLink to="/settings/subscription-types" inherit>
            {t('mailType.make')}
          </TextLink>
        </Text>
      )}
    </>
  );
}
