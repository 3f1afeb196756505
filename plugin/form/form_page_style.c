/* SPDX-License-Identifier: MIT
 *
 * The style of a form's page, a line a rule: for a phone, a desk and paper. What is shown where is
 * decided here, by :has, so that no script is needed; a browser without it shows all. On paper an
 * empty form shows every question, a filled one what was answered. Pure data, used by form_page.c.
 */
#include <stddef.h>

#include "form/form_page_parts.h"

const char *const form_page_style[] = {
    "*{box-sizing:border-box}\n",
    "html{-webkit-text-size-adjust:100%}\n",
    "body{margin:0 auto;max-width:44rem;padding:1rem 1rem 3rem;color:#1b2226;background:#"
    "fff;font:1.0625rem/1.45 system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',"
    "sans-serif}\n",
    "h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0 .8rem}\n",
    "h2{font-size:1.3rem;margin:2.2rem 0 .8rem;border-bottom:2px solid #1b2226;padding-bo"
    "ttom:.2rem}\n",
    "p{margin:.5rem 0}.soft{color:#4a565d;font-weight:400;font-size:.94em}\n",
    ".trial{border:2px solid #8a4b00;border-left-width:.6rem;background:#fff8ec;padding:."
    "6rem .9rem}\n",
    "fieldset{border:0;margin:0;padding:0;min-width:0}\n",
    "legend{padding:0;font-weight:600;display:block;width:100%;margin-bottom:.35rem}\n",
    ".group{border:1px solid #c9d1d6;border-radius:.5rem;padding:.7rem .8rem .2rem;margin"
    ":0 0 1.4rem}\n",
    ".group>legend{float:left;margin-bottom:.5rem;font-size:1.08rem}.group>*{clear:both}\n",
    ".item{margin:0 0 1.2rem;padding:.1rem 0}\n",
    ".tick{border-top:1px solid #c9d1d6;padding:.65rem 0}\n",
    ".tick>legend{float:left}.tick>legend+*{clear:both}\n",
    ".seg,.many,.line{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}\n",
    ".seg label,.many label,.line>label:not(.part),.none{display:inline-flex;align-items:"
    "center;gap:.45rem;min-height:2.75rem;padding:.3rem .8rem .3rem .65rem;border:1.5px s"
    "olid #6b7780;border-radius:.5rem;background:#fff;cursor:pointer}\n",
    ".many label{min-height:2.3rem;padding:.15rem .6rem .15rem .5rem;font-size:.95rem}\n",
    ".none{display:flex;background:#f3f6f7;margin-bottom:.7rem;font-weight:600}\n",
    "input[type=radio],input[type=checkbox]{width:1.15rem;height:1.15rem;margin:0;flex:no"
    "ne;accent-color:#0b5394}\n",
    "label:has(input:checked){border-color:#0b5394;background:#e8f1fa;box-shadow:inset 0 "
    "0 0 1px #0b5394}\n",
    "input:focus-visible,select:focus-visible,button:focus-visible,label:has(:focus-visib"
    "le){outline:3px solid #b45309;outline-offset:2px}\n",
    "input[type=text],input[type=datetime-local],select{font:inherit;color:inherit;backgr"
    "ound:#fff;min-height:2.75rem;padding:.3rem .6rem;border:1.5px solid #6b7780;border-r"
    "adius:.5rem;max-width:100%}\n",
    ".line>input[type=text],.words input{flex:1 1 14rem;width:100%}.line>input.short{flex"
    ":0 0 7rem}\n",
    "input:invalid{border-color:#8a1020;border-width:2.5px}\n",
    ".part{display:inline-flex;flex-direction:column;font-size:.9rem;color:#4a565d}.part "
    "input{width:5.2rem}\n",
    ".line:has(.part){align-items:end}.hint{flex-basis:100%;margin:0}\n",
    ".words{display:block;margin-bottom:.9rem}\n",
    ".follow{margin:.8rem 0 .2rem;padding-left:.8rem;border-left:.25rem solid #0b5394;dis"
    "play:none}\n",
    ".follow legend{font-weight:500}.follow .item{margin-bottom:.9rem}\n",
    ".tick:has(>.seg [value=yes]:checked)>.follow,.item:has(>div :checked:not([value=no])"
    ":not([value=unsure]):not(option))>.follow{display:block}\n",
    ".when,.none.rest{display:none}\n",
    ".group:has(.tick>.seg [value=yes]:checked)>.none{display:none}.group:has(.tick>.seg "
    "[value=yes]:checked)>.none.rest{display:flex;margin:.2rem 0 .7rem}\n",
    ":is(.group:not(:has(.tick>.seg [value=yes]:checked)):has(.none:not(.rest) :checked),"
    ".group:has(.tick>.seg [value=yes]:checked):has(.rest :checked)) .tick:not(:has(>.seg"
    " :checked)){padding:.3rem 0}\n",
    ":is(.group:not(:has(.tick>.seg [value=yes]:checked)):has(.none:not(.rest) :checked),"
    ".group:has(.tick>.seg [value=yes]:checked):has(.rest :checked)) .tick:not(:has(>.seg"
    " :checked))>.seg{display:none}\n",
    ":is(.group:not(:has(.tick>.seg [value=yes]:checked)):has(.none:not(.rest) :checked),"
    ".group:has(.tick>.seg [value=yes]:checked):has(.rest :checked)) .tick:not(:has(>.seg"
    " :checked))>legend{font-weight:400;color:#4a565d;margin:0}\n",
    ".end{border-top:1px solid #c9d1d6;margin-top:2rem;padding-top:.6rem}\n",
    ".buttons{display:flex;flex-wrap:wrap;gap:.6rem}\n",
    "button{font:inherit;font-weight:600;min-height:3rem;padding:.4rem 1.2rem;border-radi"
    "us:.5rem;border:2px solid #0b5394;background:#fff;color:#0b5394;cursor:pointer}\n",
    "button.main{background:#0b5394;color:#fff}\n",
    "[hidden]{display:none!important}#said:not(:empty){border:2px solid #1c6b3a;border-le"
    "ft-width:.6rem;padding:.6rem .9rem}\n",
    "@supports not selector(:has(*)){.follow,.when{display:block}.none.rest{display:flex}"
    "}\n",
    "@media print{\n",
    "body{max-width:none;padding:0;font-size:10pt;line-height:1.25}.buttons,.screen,.scri"
    "pt,#said{display:none!important}\n",
    "h1{font-size:16pt}h2{font-size:12.5pt;break-after:avoid;margin:.8rem 0 .4rem}.lead{m"
    "argin:.2rem 0}\n",
    ".group{border:0;padding:0;margin:0 0 .6rem}.group>legend{margin-bottom:.2rem}.tick,."
    "item{break-inside:avoid}legend{break-after:avoid}\n",
    ".seg,.many,.line{gap:.1rem .7rem;align-items:baseline}\n",
    ".seg label,.many label,.line>label:not(.part),.none{min-height:0;padding:0;border:0;"
    "background:none;box-shadow:none;gap:.3rem;font-size:inherit}\n",
    "label:has(input:checked){background:none!important;box-shadow:none!important;font-we"
    "ight:700}.none{margin-bottom:.2rem}input[type=radio],input[type=checkbox]{width:.85r"
    "em;height:.85rem}\n",
    ".tick{padding:.25rem 0}.tick>legend{float:left;width:auto;margin:0 1rem 0 0}.tick>le"
    "gend+.seg{clear:none;display:inline-flex}\n",
    ".item{margin-bottom:.35rem}.item>legend{float:left;width:auto;margin:0 .6rem 0 0;fon"
    "t-weight:500}\n",
    ".item>legend:has(.soft){float:none}\n",
    ".follow{clear:both;margin:.15rem 0 0 .6rem;padding-left:.6rem;border-left:1.5px soli"
    "d #6b7780;font-size:.94em}\n",
    ".follow>.item:not(.when),.words{display:inline-block;margin:0 1rem .1rem 0}.follow ."
    "seg label:last-child:not(:has(:checked)){display:none}\n",
    ".words input,.line>input[type=text]{width:9rem;flex:none}.part{flex-direction:row;ga"
    "p:.2rem}.part input{width:2.6rem}.part select{width:3.6rem;appearance:none}\n",
    "input[type=text],select{min-height:0;height:1.25rem;border:0;border-bottom:1px solid"
    " #1b2226;border-radius:0;padding:0 .1rem}.hint{display:none}\n",
    ".many label:not(:has(:checked)),.follow .line>label:not(.part):not(:has(:checked)){d"
    "isplay:none}\n",
    ".many:not(:has(:checked))::before{content:'';width:9rem;border-bottom:1px solid #1b2"
    "226;height:1rem}\n",
    "form:not(:has(:checked:not(option))) :is(.follow,.when){display:block}form:not(:has("
    ":checked:not(option))) .follow>.when{display:inline-block}\n",
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:13mm}}\n",
    NULL};
