import { Text } from '@mantine/core';

/** One line of a picker: the name, and below it what tells it from others of that name. */
export function RefOption({ label, detail }: { label: string; detail?: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" truncate>
        {label}
      </Text>
      {detail && (
        <Text size="xs" c="dimmed" truncate>
          {detail}
        </Text>
      )}
    </div>
  );
}
