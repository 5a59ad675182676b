import {
  FORM_MATCHING,
  LANGUAGES,
  languageName,
  type FormDetail,
  type FormProblem,
  type FormSettings,
} from '@linkflow/contracts';
import {
  ColorInput,
  Divider,
  NumberInput,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { ReactNode } from 'react';
import { useText, useTexts } from '../../../i18n';
import { lazyPart } from '../../../shared/lazy-parts';
import { builderTexts } from './builder.texts';
import { useDraft, useDraftState } from './use-form-draft';

/** The calendar is large, and loaded after the builder. As high as the field. */
const DateValueInput = lazyPart(
  async () => (await import('../../../shared/date-value-input')).DateValueInput,
  <Skeleton height={60} />,
);

/** What this installation has for the pages of all forms. */
export type Installation = Pick<FormDetail, 'captcha' | 'organisation'>;

interface FormSettingsFieldsProps {
  problems: readonly FormProblem[];
  installation: Installation;
}

/** The settings of the whole form. */
export function FormSettingsFields({
  problems,
  installation: { captcha, organisation },
}: FormSettingsFieldsProps) {
  const t = useTexts(builderTexts);
  const text = useText();
  const draft = useDraft();
  const settings = useDraftState((state) => state.content.settings);
  const change = (change: Partial<FormSettings>, property?: string) =>
    draft.edit(
      (content) => ({ ...content, settings: { ...content.settings, ...change } }),
      property && `settings.${property}`,
    );
  const problem = (property: string): string | undefined => {
    const found = problems.find((one) => one.block === undefined && one.property === property);
    return found && text(found.message);
  };
  const { thanks, mail } = settings;
  return (
    <Stack gap={14}>
      <Divider label={t('settings.look')} labelPosition="left" />
      <TextInput
        label={t('settings.heading')}
        description={t('settings.headingHelp')}
        maxLength={200}
        value={settings.title}
        error={problem('title')}
        onChange={(event) => change({ title: event.currentTarget.value }, 'title')}
      />
      <Select
        label={t('settings.language')}
        allowDeselect={false}
        value={settings.language}
        data={LANGUAGES.map((value) => ({ value, label: languageName(value) }))}
        onChange={(language) => language && change({ language })}
      />
      <Labelled label={t('settings.layout')}>
        <SegmentedControl
          size="xs"
          aria-label={t('settings.layout')}
          value={settings.layout}
          data={[
            { value: 'one', label: t('settings.one') },
            { value: 'two', label: t('settings.two') },
          ]}
          onChange={(layout) => change({ layout })}
        />
      </Labelled>
      <TextInput
        label={t('settings.button')}
        maxLength={60}
        value={settings.button}
        onChange={(event) => change({ button: event.currentTarget.value }, 'button')}
      />
      <ColorInput
        label={t('settings.colour')}
        description={t('settings.colourHelp')}
        format="hex"
        withEyeDropper={false}
        value={settings.colour ?? ''}
        onChangeEnd={(colour) => change({ colour: /^#[0-9a-f]{6}$/i.test(colour) ? colour : null }, 'colour')}
      />
      <Switch
        label={t('settings.showLogo')}
        description={shownOf(organisation, t)}
        checked={settings.showLogo}
        onChange={(event) => change({ showLogo: event.currentTarget.checked })}
      />
      <Divider label={t('settings.after')} labelPosition="left" />
      <Labelled label={t('settings.thanks')}>
        <SegmentedControl
          size="xs"
          aria-label={t('settings.thanks')}
          value={thanks.kind}
          data={[
            { value: 'page', label: t('settings.thanksPage') },
            { value: 'redirect', label: t('settings.thanksRedirect') },
          ]}
          onChange={(kind) =>
            change({ thanks: kind === 'page' ? { kind, title: '', text: '' } : { kind, url: '' } })
          }
        />
      </Labelled>
      {thanks.kind === 'page' ? (
        <>
          <TextInput
            label={t('settings.thanksTitle')}
            maxLength={200}
            value={thanks.title}
            onChange={(event) =>
              change({ thanks: { ...thanks, title: event.currentTarget.value } }, 'thanks.title')
            }
          />
          <Textarea
            label={t('settings.thanksText')}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={5_000}
            value={thanks.text}
            onChange={(event) =>
              change({ thanks: { ...thanks, text: event.currentTarget.value } }, 'thanks.text')
            }
          />
        </>
      ) : (
        <AddressInput
          label={t('settings.thanksUrl')}
          value={thanks.url}
          error={problem('thanks')}
          onChange={(url) => change({ thanks: { kind: 'redirect', url } })}
        />
      )}
      <Switch
        label={t('settings.doubleOptIn')}
        description={t('settings.doubleOptInHelp')}
        checked={settings.doubleOptIn}
        error={problem('doubleOptIn')}
        onChange={(event) => change({ doubleOptIn: event.currentTarget.checked })}
      />
      {settings.doubleOptIn && (
        <>
          <TextInput
            label={t('settings.mailSubject')}
            placeholder={t('settings.usual')}
            maxLength={200}
            value={mail.subject}
            onChange={(event) =>
              change({ mail: { ...mail, subject: event.currentTarget.value } }, 'mail.subject')
            }
          />
          <Textarea
            label={t('settings.mailText')}
            placeholder={t('settings.usual')}
            autosize
            minRows={3}
            maxRows={12}
            maxLength={5_000}
            value={mail.text}
            onChange={(event) => change({ mail: { ...mail, text: event.currentTarget.value } }, 'mail.text')}
          />
          <TextInput
            label={t('settings.mailButton')}
            placeholder={t('settings.usual')}
            maxLength={60}
            value={mail.button}
            onChange={(event) =>
              change({ mail: { ...mail, button: event.currentTarget.value } }, 'mail.button')
            }
          />
        </>
      )}
      <Divider label={t('settings.people')} labelPosition="left" />
      <Select
        label={t('settings.matching')}
        allowDeselect={false}
        value={settings.matching}
        data={FORM_MATCHING.map((value) => ({ value, label: t(`settings.matchings.${value}`) }))}
        onChange={(matching) => matching && change({ matching })}
      />
      <Switch
        label={t('settings.duplicates')}
        description={t('settings.duplicatesHelp')}
        checked={settings.duplicates === 'once'}
        error={problem('duplicates')}
        onChange={(event) => change({ duplicates: event.currentTarget.checked ? 'once' : 'all' })}
      />
      <Switch
        label={t('settings.captcha')}
        description={t(`settings.captchas.${captcha}`)}
        disabled={captcha === 'off'}
        checked={settings.captcha && captcha !== 'off'}
        onChange={(event) => change({ captcha: event.currentTarget.checked })}
      />
      <Divider label={t('settings.closing')} labelPosition="left" />
      <DateValueInput
        label={t('settings.closesAt')}
        type="date-time"
        value={settings.closesAt}
        onChange={(at) => change({ closesAt: typeof at === 'string' && at !== '' ? at : null })}
      />
      <NumberInput
        label={t('settings.maxSubmissions')}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        value={settings.maxSubmissions ?? ''}
        onChange={(value) =>
          change({ maxSubmissions: typeof value === 'number' && value >= 1 ? value : null }, 'max')
        }
      />
      <Textarea
        label={t('settings.closedText')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={5_000}
        value={settings.closedText}
        onChange={(event) => change({ closedText: event.currentTarget.value }, 'closedText')}
      />
    </Stack>
  );
}

/** What the name and logo of the installation show, if it is not both. */
function shownOf(
  { name, logoUrl }: Installation['organisation'],
  t: ReturnType<typeof useTexts<typeof builderTexts>>,
): string | undefined {
  if (name === '') return t(logoUrl === null ? 'settings.noSign' : 'settings.onlyLogo');
  return logoUrl === null ? t('settings.onlyName', { name }) : undefined;
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      {children}
    </div>
  );
}

interface AddressInputProps {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (url: string) => void;
}

/** An address is taken over when the field is left: an unfinished one cannot be saved. */
function AddressInput({ label, value, error, onChange }: AddressInputProps) {
  return (
    <TextInput
      key={value}
      label={label}
      placeholder="https://"
      maxLength={2_000}
      defaultValue={value}
      error={error}
      onBlur={(event) => onChange(event.currentTarget.value.trim())}
    />
  );
}
