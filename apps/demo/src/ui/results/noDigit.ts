/** What the page says of a drawing that is far from all digits. */
export const noDigit = {
  says: 'This does not look like a digit.',
  why: 'The networks know only digits, and would name one for anything.',
} as const;
