export function MailingsPage() {
  return null;
}
