export function MailingPage() {
  return null;
}
