import { Drawer } from '@mantine/core';
import { useState, type ReactNode } from 'react';

export interface OpenedRecord<T> {
  /** The open record; null closes the drawer. */
  record: T | null;
  onClose: () => void;
}

/** Which of the records is open: `open` takes its id, `opened` are the props of its drawer. */
export function useOpened<T extends { id: string }>(records: readonly T[] = []) {
  const [id, open] = useState<string | null>(null);
  const opened: OpenedRecord<T> = {
    record: records.find((record) => record.id === id) ?? null,
    onClose: () => open(null),
  };
  return { open, opened };
}

interface RecordDrawerProps<T> extends OpenedRecord<T> {
  title: (record: T | null) => string;
  children: (record: T) => ReactNode;
}

/** A drawer with the details of one record, beside the list it was opened from. */
export function RecordDrawer<T>({ record, onClose, title, children }: RecordDrawerProps<T>) {
  const shown = useLastValue(record);
  return (
    <Drawer opened={record !== null} onClose={onClose} position="right" size={440} title={title(shown)}>
      {shown !== null && children(shown)}
    </Drawer>
  );
}

/** The last value that was not null: the content of a drawer or dialog during its closing animation. */
export function useLastValue<T>(value: T | null): T | null {
  const [last, setLast] = useState(value);
  if (value !== null && value !== last) setLast(value);
  return value ?? last;
}
