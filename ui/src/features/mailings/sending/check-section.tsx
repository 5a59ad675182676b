import { Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './send.module.css';

interface CheckSectionProps {
  title: string;
  /** Shown after the title, such as a count. */
  note?: ReactNode;
  /** Shown at the right of the title. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of the check before the sending: a title, and what was found. Thin lines separate the parts. */
export function CheckSection({ title, note, action, children }: CheckSectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <Title order={2} size="sm" id={id}>
          {title}
        </Title>
        {note && (
          <Text size="sm" c="dimmed" className={classes.note}>
            {note}
          </Text>
        )}
        {action}
      </div>
      {children}
    </section>
  );
}
