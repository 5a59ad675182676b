import { useState, type ReactNode } from 'react';
import { SideDialog } from './dialog';

export interface OpenedRecord<T> {
  /** The open record; null closes the drawer. */
  record: T | null;
  onClose: () => void;
}

/** State of a drawer that shows one of `records`. `open(id)` opens a record; `opened` are the props of the drawer. */
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

/** A drawer with the details of one record. It is shown over the list from which the record was opened. */
export function RecordDrawer<T>({ record, onClose, title, children }: RecordDrawerProps<T>) {
  const shown = useLastValue(record);
  return (
    <SideDialog opened={record !== null} onClose={onClose} position="right" size={440} title={title(shown)}>
      {shown !== null && children(shown)}
    </SideDialog>
  );
}

/** Returns the latest value that was not null, so that a drawer or dialog keeps its content during the closing animation. */
export function useLastValue<T>(value: T | null): T | null {
  const [last, setLast] = useState(value);
  if (value !== null && value !== last) setLast(value);
  return value ?? last;
}
