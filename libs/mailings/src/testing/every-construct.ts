/** A mail with every construct that mails of other systems contain and that is hard to keep. Lines end as on Windows. */
export const EVERY_CONSTRUCT =
  `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" lang=nb dir="ltr">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="viewport" content="width=device-width"><base target="_blank">
<title>Vår & høst {{contact.firstName|du}}</title>
<!--[if mso]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><style>v\\:* { behavior: url(#default#VML); }</style><![endif]-->
<style type="text/css">@media only screen and (max-width:480px){.c{width:100%!important}} a[href^="tel"]{color:inherit} .x:after{content:"</p>"}</style>
</head>
<BODY bgcolor=#ffffff BACKGROUND='https://cdn.example/bg.png' style="margin:0;background:#fff url(https://cdn.example/b.png)">
<div style="display:none;mso-hide:all">Skjult ingress &zwnj;&nbsp;</div>
<!-- a comment with <a href="https://comment.example/">no link</a> -->
<table role=presentation width=100%><form><tr><td align=center>
<a href="https://shop.example/?a=1&b=2&amp;c=3#top">Kjøp &amp; spar</a>
<A HREF='https://shop.example/?a=1&b=2&amp;c=3#top' title=q>samme igjen</A><a href=https://bare.example/x>uten anførselstegn</a>
<a
   href = "https://spread.example/"
   class="k"
>spredt</a>
<a href="mailto:post@example.no?subject=Hei">post</a><a href="tel:+4712345678">ring</a><a href="sms:2012">sms</a>
<a href="whatsapp://send?text=x">app</a><a href="#kapittel">ned</a><a href="">tom</a><a href="http://">halv</a><a href="side.html">relativ</a>
<a href="*|UNSUB|*">a</a><a href="{{ unsubscribe_url }}">b</a><a href="{$link}">c</a><a href="[[unsub]]">d</a><a href="%%unsub_center_url%%">e</a><a href="<%asm_group_unsubscribe_raw_url%>">f</a><a href="{% unsubscribe %}">g</a>
Hei {{ first_name | default: "there" }}, {{contact.firstName|<b>du</b>}} og {{#if x}}{{{y}}}{{/if}} *|FNAME|*
<a href="{{link:0123456789abcdef01234567}}">sporet</a><a href="{{link:unsubscribe}}">meld av</a>
<a href="https://p.example/?n={{contact.firstName|Kari Å}}&amp;c={{company.name}}">flettet</a>
<!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="https://vml.example/" style="height:40px;v-text-anchor:middle" arcsize="8%" stroke="f" fillcolor="#c00"><w:anchorlock/><center>{{contact.firstName}}</center></v:roundrect><a href="https://outlook.example/">bare i Outlook</a><![endif]-->
<!--[if !mso]><!--><a href="https://others.example/">andre</a><!--<![endif]-->
<img src="cid:logo" srcset="https://cdn.example/a.png 2x" alt='Logo "1"' usemap=#kart><map name=kart><area shape=rect coords="0,0,9,9" href="https://area.example/" alt="Hjørne"></map>
<p class="x" title={{contact.firstName}} style="color:{{contact.lastName}}" onclick="go()">tekst<br/>
<script>var a = "<a href='https://script.example/'>";</script><iframe src="https://frame.example/"></iframe>
<svg width=10><script>alert(1)</script><a xlink:href="https://svg.example/"><text>svg</text></a></svg>
<form action="https://form.example/" method=post><input name=email><input type=checkbox id=meny></form>
<a href="java&#10;script:alert(1)">x</a><a href="https://last.example/"><img src=https://cdn.example/i.png alt="Bilde"></a>
<object data="https://o.example/"><embed src=x></object>
</td></tr></table></BODY></html>
<!-- after the end -->`.replace(/\n/g, '\r\n');
