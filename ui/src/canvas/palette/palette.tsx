import { ScrollArea, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useLanguage, useTexts } from '../../i18n';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import { PaletteItem } from './palette-item';
import classes from './palette.module.css';
import { stepSections, type Section } from './steps';
import { useAddStep } from './use-add-step';

const SECTION_TEXT = {
  response: 'group.response',
  actions: 'group.data',
  script: 'group.script',
  flow: 'group.flow',
} as const satisfies Record<Section, string>;

/** Everything that can be added, by section. */
export function Palette() {
  const t = useTexts(canvasTexts);
  const language = useLanguage();
  const catalogue = useCanvas((state) => state.catalogue);
  const [query, setQuery] = useState('');
  const add = useAddStep();
  const sections = useMemo(() => stepSections(catalogue, language, query), [catalogue, language, query]);

  const onKeyDown = (event: KeyboardEvent) => {
    const first = sections[0]?.steps[0];
    if (event.key === 'Enter' && query !== '' && first) {
      add(first);
      setQuery('');
    }
    if (event.key === 'Escape') setQuery('');
  };
  return (
    <nav className={classes.palette} aria-label={t('palette.title')} data-testid="palette">
      <TextInput
        size="xs"
        className={classes.search}
        leftSection={<IconSearch size={14} />}
        placeholder={t('palette.search')}
        aria-label={t('palette.search')}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ScrollArea className={classes.scroll} type="scroll" scrollbarSize={8}>
        {sections.map(({ section, steps }) => (
          <section key={section} className={classes.section} aria-labelledby={`palette-${section}`}>
            <h2 id={`palette-${section}`} className={classes.heading}>
              {t(SECTION_TEXT[section])}
            </h2>
            {steps.map((step) => (
              <PaletteItem key={step.type} step={step} onAdd={add} />
            ))}
          </section>
        ))}
        {sections.length === 0 && (
          <Text size="xs" c="dimmed" p="xs">
            {t('palette.none', { query })}
          </Text>
        )}
        {query === '' && <p className={classes.hint}>{t('palette.hint')}</p>}
      </ScrollArea>
    </nav>
  );
}
