/** `href` values of the links in the mail. */
export interface MailLinks {
  keepMeInformed: string;
  callMe: string;
  bookDemo: string;
  unsubscribe: string;
}

const BUTTON =
  'display: inline-block; padding: 13px 22px; border-radius: 8px; background-color: #1f6f54; color: #ffffff; font-weight: 600; text-decoration: none';
const LINK = 'color: #1f6f54; font-weight: 600';

/** The content of "Vårnyheter 2027". */
export const springNews = ({ keepMeInformed, callMe, bookDemo, unsubscribe }: MailLinks): string => `
<div style="background-color: #eef2ef; padding: 28px 12px; font-family: Helvetica, Arial, sans-serif; color: #24312c">
  <table role="presentation" align="center" width="600" cellpadding="0" cellspacing="0" style="background-color: #ffffff; border-radius: 12px; max-width: 600px; width: 100%">
    <tr><td style="padding: 32px 36px 8px 36px">
      <p style="margin: 0; font-size: 13px; letter-spacing: 1px; text-transform: uppercase; color: #5c7269">Vårnyheter 2027</p>
      <h1 style="margin: 8px 0 0 0; font-size: 28px; line-height: 1.25">Mer sol på taket, mindre på regningen</h1>
    </td></tr>
    <tr><td style="padding: 12px 36px; font-size: 16px; line-height: 1.6">
      <p>Hei {{contact.firstName|du}},</p>
      <p>i april kommer en ny serie solpaneler som virker fra første vårsol til sist i oktober. De er lettere å montere, og
      du ser hva de gir, time for time.</p>
      <p>Vil du høre mer når de er klare?</p>
      <p style="margin: 26px 0"><a href="${keepMeInformed}" style="${BUTTON}">Ja, hold meg informert om nye produkter</a></p>
      <p>Har du et tak å vise fram, tar vi gjerne en titt: <a href="${bookDemo}" style="${LINK}">Book en demo</a>. Og vil du
      heller snakke med et menneske, er det bare å si fra: <a href="${callMe}" style="${LINK}">Ring meg</a>.</p>
      <p>Du kan også lese <a href="https://example.com/blogg/solrike-tak" style="${LINK}">tre historier fra solrike tak</a>.</p>
      <p>Vennlig hilsen<br>Ingrid Dahl</p>
    </td></tr>
    <tr><td style="padding: 16px 36px 28px 36px; border-top: 1px solid #e2e8e4; font-size: 13px; color: #5c7269">
      Du får dette fordi du er kunde hos oss. <a href="${unsubscribe}" style="color: #5c7269">Meld meg av nyhetsbrevet</a>
    </td></tr>
  </table>
</div>
`;
