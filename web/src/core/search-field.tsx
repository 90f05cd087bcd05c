import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const TYPING_MS = 250;
/** As much as the server takes. */
const MOST = 100;

interface SearchFieldProps extends Omit<TextInputProps, 'label' | 'value' | 'onChange'> {
  label: string;
  /** Says it above the field, not only in it. */
  labelled?: boolean;
  /** It is what somebody came for: it has the focus at once. */
  focused?: boolean;
  value: string;
  onChange: (text: string) => void;
}

export function SearchField({ label, labelled = false, focused = false, onChange, ...props }: SearchFieldProps) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) ref.current?.focus();
  }, [focused]);
  return (
    <TextInput
      ref={ref}
      type="search"
      leftSection={<IconSearch size={16} aria-hidden />}
      maxLength={MOST}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      {...(labelled ? { label } : { 'aria-label': label, placeholder: label })}
      {...props}
    />
  );
}

/** For such a field: what stands in it, and, once somebody pauses, what to ask for. */
export function useSearch(): { field: Pick<SearchFieldProps, 'value' | 'onChange'>; query: string } {
  const [value, onChange] = useState('');
  const [query] = useDebouncedValue(value.trim(), TYPING_MS);
  return { field: { value, onChange }, query };
}
