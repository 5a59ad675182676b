import { MAX_PICTURE_BYTES, ROUTES, type BlockImageSource } from '@linkflow/contracts';
import { Button, FileButton, Group, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconPhotoPlus, IconUpload } from '@tabler/icons-react';
import { useState, type ClipboardEvent, type DragEvent } from 'react';
import { useCommand, useRoute } from '../../../../api/use-route';
import { useTexts } from '../../../../i18n';
import { LoadFailure } from '../../../../shared/load-failure';
import { attempt } from '../../../../shared/toast';
import { usePictureAddresses } from '../stage/message-look';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';

const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
/** Pictures that are shown at first, and that each “more” adds. */
const PAGE_SIZE = 12;

type OnChoose = (source: BlockImageSource) => void;

interface PictureFieldProps {
  value: BlockImageSource | null;
  onChange: OnChoose;
}

/** The picture of a block: dropped, pasted, uploaded, chosen from those that are uploaded, or taken from another address. */
export function PictureField({ value, onChange }: PictureFieldProps) {
  const t = useTexts(settingsTexts);
  const [choosing, setChoosing] = useState(value === null);
  const addresses = usePictureAddresses();
  const choose: OnChoose = (source) => {
    setChoosing(false);
    onChange(source);
  };
  return (
    <Stack gap="sm">
      {value !== null && !choosing ? (
        <div className={classes.preview}>
          <img src={addresses.of(value, 72)} alt="" />
          <Button size="xs" variant="default" onClick={() => setChoosing(true)}>
            {t('image.change')}
          </Button>
        </div>
      ) : (
        <PictureChoice value={value} onChange={choose} />
      )}
      {value !== null && choosing && (
        <Button size="xs" variant="default" onClick={() => setChoosing(false)}>
          {t('image.keep')}
        </Button>
      )}
    </Stack>
  );
}

function PictureChoice({ value, onChange }: { value: BlockImageSource | null; onChange: OnChoose }) {
  const t = useTexts(settingsTexts);
  const { upload, uploading, problem } = usePictureUpload(onChange);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    upload(event.dataTransfer.files[0] ?? null);
  };
  const onPaste = (event: ClipboardEvent) => {
    const file = event.clipboardData.files[0];
    if (!file) return;
    event.preventDefault();
    upload(file);
  };
  return (
    <Stack gap="sm" onPaste={onPaste}>
      {/* Files are dropped on it; everything else is done by its button. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        className={classes.drop}
        data-over={over || undefined}
        data-testid="picture-drop"
        // Pasting needs the focus.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="group"
        aria-label={t('image.choose')}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconPhotoPlus size={22} stroke={1.5} aria-hidden />
        <Text size="xs" c="dimmed">
          {t('image.drop')}
        </Text>
        <FileButton accept={PICTURE_TYPES.join(',')} onChange={upload}>
          {(props) => (
            <Button
              {...props}
              size="xs"
              variant="default"
              loading={uploading}
              leftSection={<IconUpload size={14} aria-hidden />}
            >
              {t('image.upload')}
            </Button>
          )}
        </FileButton>
        {problem !== null && (
          <Text size="xs" c="red" role="alert">
            {problem}
          </Text>
        )}
      </div>
      <StoredPictures value={value} onChange={onChange} />
      <PictureAddress value={value} onChange={onChange} />
    </Stack>
  );
}

function usePictureUpload(onChange: OnChoose) {
  const t = useTexts(settingsTexts);
  const add = useCommand(ROUTES.pictures.add);
  const [problem, setProblem] = useState<string | null>(null);
  const upload = (file: File | null) => {
    if (!file) return;
    const isPicture = PICTURE_TYPES.includes(file.type);
    const isTooLarge = file.size > MAX_PICTURE_BYTES;
    setProblem(
      !isPicture
        ? t('image.wrongType')
        : isTooLarge
          ? t('image.tooLarge', { size: MAX_PICTURE_BYTES / 1_000_000 })
          : null,
    );
    if (!isPicture || isTooLarge) return;
    attempt(add.mutateAsync({ query: { name: file.name.slice(0, 200) || 'image' }, file }), ({ id }) =>
      onChange({ kind: 'stored', imageId: id }),
    );
  };
  return { upload, uploading: add.isPending, problem };
}

function StoredPictures({ value, onChange }: { value: BlockImageSource | null; onChange: OnChoose }) {
  const t = useTexts(settingsTexts);
  const addresses = usePictureAddresses();
  const [shown, setShown] = useState(PAGE_SIZE);
  const query = useRoute(ROUTES.pictures.list, { query: { pageSize: shown } });
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  const pictures = query.data?.items ?? [];
  return (
    <div>
      <Text size="xs" fw={500} mb={6}>
        {t('image.stored')}
      </Text>
      {query.data && pictures.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('image.none')}
        </Text>
      )}
      <div className={classes.pictures}>
        {pictures.map(({ id, name, width, height }) => (
          <UnstyledButton
            key={id}
            className={classes.picture}
            aria-label={name}
            title={`${name} · ${t('image.size', { width, height })}`}
            aria-pressed={value?.kind === 'stored' && value.imageId === id}
            onClick={() => onChange({ kind: 'stored', imageId: id })}
          >
            <img src={addresses.of({ kind: 'stored', imageId: id }, 88)} alt="" loading="lazy" />
          </UnstyledButton>
        ))}
      </div>
      {(query.data?.total ?? 0) > pictures.length && (
        <Button mt={6} size="compact-xs" variant="subtle" onClick={() => setShown(shown + PAGE_SIZE)}>
          {t('image.more')}
        </Button>
      )}
    </div>
  );
}

function PictureAddress({ value, onChange }: { value: BlockImageSource | null; onChange: OnChoose }) {
  const t = useTexts(settingsTexts);
  const [url, setUrl] = useState(value?.kind === 'url' ? value.url : '');
  const isUsable = /^https?:\/\/\S+$/i.test(url.trim());
  return (
    <Group gap={6} align="flex-end" wrap="nowrap">
      <TextInput
        size="xs"
        flex={1}
        label={t('image.fromAddress')}
        placeholder="https://"
        inputMode="url"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Button
        size="xs"
        variant="default"
        disabled={!isUsable}
        onClick={() => onChange({ kind: 'url', url: url.trim() })}
      >
        {t('image.use')}
      </Button>
    </Group>
  );
}
