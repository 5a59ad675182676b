import { ROUTES, type Folder, type LinkSummary } from '@linkflow/contracts';
import { Input, SegmentedControl, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FolderSelect } from '../../shared/folders/folder-select';
import { folderTexts } from '../../shared/folders/folders.texts';
import { FormDialog, NameDialog } from '../../shared/form-dialog';
import { LoadedMergeFacts } from '../../shared/merge-text/loaded-merge-facts';
import { MergeTextField } from '../../shared/merge-text/merge-text-field';
import { useWebAddressError } from '../../shared/web-address';
import { linkTexts } from './links.texts';

interface CreateLinkDialogProps {
  opened: boolean;
  onClose: () => void;
  /** Id of the folder that is open in the list, preselected for the new link. */
  folder: string | null;
  folders: readonly Folder[];
}

/** Creates a link with a name and a target URL, then opens its page, in the view that the user chooses and chose the last time. */
export function CreateLinkDialog({ opened, onClose, folder, folders }: CreateLinkDialogProps) {
  const t = useTexts(linkTexts);
  const f = useTexts(folderTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const create = useCommand(ROUTES.links.create);
  const addressError = useWebAddressError();
  return (
    <FormDialog
      needs={ROUTES.links.update}
      opened={opened}
      onClose={onClose}
      title={t('create.title')}
      submit={t('create.submit')}
      initial={{ name: '', url: '', folderId: folder, view: lastView() }}
      validate={(values) => ({
        ...(values.name.trim() === '' ? { name: c('nameMissing') } : {}),
        url: addressError(values.url),
      })}
      onSubmit={async ({ name, url, folderId, view }) => {
        const { id } = await create.mutateAsync({ body: { name: name.trim(), url: url.trim(), folderId } });
        localStorage.setItem(LAST_VIEW, view);
        return { id, view };
      }}
      onDone={({ id, view }) =>
        navigate({
          to: '/links/$linkId',
          params: { linkId: id },
          search: view === 'tabs' ? { view } : {},
        })
      }
    >
      {(form) => (
        <>
          <TextInput
            label={c('name')}
            description={t('create.nameHint')}
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <LoadedMergeFacts>
            <MergeTextField
              label={c('webAddress')}
              description={t('create.urlHint')}
              placeholder="https://"
              maxLength={4000}
              trimmed
              lazily
              value={form.values.url}
              error={form.errors.url}
              onChange={(url) => form.setFieldValue('url', url)}
            />
          </LoadedMergeFacts>
          <FolderSelect
            label={f('folder')}
            placeholder={f('noFolder')}
            folders={folders}
            clearable
            {...form.getInputProps('folderId')}
          />
          <Input.Wrapper
            label={t('create.view')}
            description={t(`create.viewHints.${form.values.view}`)}
            labelElement="div"
          >
            <SegmentedControl<NewLinkView>
              fullWidth
              mt={4}
              aria-label={t('create.view')}
              data={NEW_LINK_VIEWS.map((value) => ({ value, label: t(`create.views.${value}`) }))}
              {...form.getInputProps('view')}
            />
          </Input.Wrapper>
        </>
      )}
    </FormDialog>
  );
}

/** The views in which the workflow of a new link can be written. */
const NEW_LINK_VIEWS = ['canvas', 'tabs'] as const;
type NewLinkView = (typeof NEW_LINK_VIEWS)[number];
const LAST_VIEW = 'lf.newLinkView';

const lastView = (): NewLinkView => (localStorage.getItem(LAST_VIEW) === 'tabs' ? 'tabs' : 'canvas');

export function RenameLinkDialog({ link, onClose }: { link: LinkSummary | null; onClose: () => void }) {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const update = useCommand(ROUTES.links.update);
  return (
    <NameDialog
      needs={ROUTES.links.update}
      opened={link !== null}
      onClose={onClose}
      title={t('rename.title')}
      submit={c('save')}
      size="md"
      name={link?.name ?? ''}
      onSubmit={async (name) => {
        if (link) await update.mutateAsync({ params: { id: link.id }, body: { name } });
      }}
    />
  );
}
