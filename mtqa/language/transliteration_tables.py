"""Which sounds each letter of a script can stand for in a transliterated name (data only).

One entry is `grapheme=sounds`. A sound is a set of alternatives written with one ASCII
letter each, sounds of one grapheme are separated by `.`, and a trailing `?` marks a sound
that transliterations often leave out:

    b p f v w t d k g x(kh) h m n l r y s z   as in IPA, with x for a velar fricative
    0 (th)  S (sh)  Z (zh)  C (ch)  J (j as in jam)   and the vowels a e i o u

The alternatives are broad on purpose: they cover the spellings of one name in English,
German, French, Spanish, Polish or Turkish orthography at once. Written for mtqa.
"""

from __future__ import annotations

from typing import Final

LATIN: Final = """
a=a b=bp c=ksSC d=d e=e f=fv g=gJxhZkj h=hx? i=i j=JZyxhi k=kg l=l m=m n=n o=o p=pb q=kC r=r
s=szS t=t u=u v=vfbw w=wvu? x=kSxzsg.s? y=yiuJ? z=zscZ aa=a ae=ea ah=a.h? ai=aei au=auov aw=aow?
ay=aei ci=sSC.i? ce=sSC.e ch=CkSxh ck=k cz=C.? dh=d0z dj=JZ ea=eai ee=i ei=eia eu=euoiy.v?
ew=euiy gh=gx? gn=gn?.ny gu=g.u? ie=ieiy ii=i ill=iy.l? j=JZyxhi kh=xkh ll=lyJ mb=m.b? ng=n.g?
nj=n oa=oa oe=oeu oo=uo ou=uowv ow=ouaw? oy=oi ph=fp qu=kC.w? rh=r.? rz=ZrS sch=Ssk.C? sh=Ssz
sch=S sz=Ssz th=t0dsz tch=C ti=tcSs.i? tion=S.o.n ts=sc tsch=C tz=sc ue=uie uh=u.h? ui=ui.?
wh=wh? wr=r xh=xh yu=u yo=o zh=ZJzS ç=sSCJ ğ=gy? ı=i ş=S ł=lwv? ń=n ñ=n.y? ø=oe å=oa ß=s æ=ea
œ=oe č=C ć=CkS š=Ss ž=Z ź=Zz ż=Z ř=rZ ť=tk ď=d đ=dJ ð=0d þ=0t ö=oeu ü=uiy ä=ae ë=e ï=i ş=S ţ=s
ț=s ș=S ő=oe ű=u ě=ei ą=ao.n? ę=e.n? '=? ’=? -=? `=? ʻ=? ʼ=?
"""

CYRILLIC: Final = """
а=a б=bp в=vwf г=gh ґ=g д=d е=e є=e ё=eoy ж=ZJzg з=zs и=iy і=i ї=i й=yi? к=kcgC л=l м=m н=n о=oa
п=p р=r с=szc0S т=t0d у=uwo ф=f0 х=xhk ц=csztk ч=Ccs ш=SsC щ=SC.C? ъ=? ы=iy ь=? э=ea ю=uy я=ay
дж=JdZ дз=z тч=C кс=kxs.s ў=wuv ј=yJ љ=l њ=n ћ=C ђ=J џ=J ә=ae ө=oe ү=u ұ=u қ=k ғ=g ң=n һ=h оу=uo
ау=auo ей=ei ай=aei эй=aei уэ=wu.e? нг=n.g? хь=x ье=e ья=a ью=u чж=ZJC цз=JzcZ
пх=pf.xh? чх=C.xh? тх=t0.xh? кх=k.xh? ’=? '=? -=?
"""

GREEK: Final = """
α=a ά=a β=vbw γ=gyx δ=dt ε=e έ=e ζ=zs η=ie ή=ie θ=0ts ι=i ί=i ϊ=i ΐ=i κ=kcg λ=l μ=m ν=n ξ=kx.s
ο=o ό=o π=pb ρ=r σ=szSC ς=szS τ=td υ=iuy ύ=iu φ=fp χ=xhkCS ψ=p.s ω=o ώ=o μπ=bp.? ντ=dt.? γκ=g
γγ=n.g τζ=Jz τσ=Csc ου=uw ού=uw αι=ea αί=ea ει=i εί=i οι=i αυ=av.? ευ=ev.? αύ=av.? εύ=ev.? -=?
’=?
"""

ARABIC: Final = """
ا=aeiou? أ=aeou إ=ie آ=a ٱ=a ء=? ئ=ieaou? ؤ=ou? ى=aie ب=bpv پ=pb ت=t ث=0ts ة=aet? ج=gJZjkC چ=C
ح=hx خ=xkh د=d ذ=dz0 ر=r ز=zsJZ ژ=ZJ س=sczS ش=SsCJ ص=sc ض=dz ط=tT ظ=zd0 ع=aeiou? غ=gxrh ف=fvp
ڤ=v ق=kgC ك=kgcC ک=kgcC گ=g ل=l م=m ن=n ه=hae? و=wvuoy ي=yiea ی=yiea ے=e تش=C دج=J كس=kxg.s ٹ=t
ڈ=d ڑ=r ں=n ھ=h ه‌=h? ہ=h? ﻻ=l.a ڭ=g ۆ=o ێ=e ە=e
"""

HEBREW: Final = """
א=aeiou? ב=bvw ג=gJZh ד=dJ ה=hae? ו=wvuoa ז=zZsJ ח=hxkC ט=t י=yieaJ כ=kxc ך=kx ל=l מ=m ם=m נ=n
ן=n ס=scz ע=aeiou? פ=pfb ף=fpv צ=csCzJ ץ=csCzJ ק=kgcC ר=r ש=SsC ת=t0 וו=wvu יי=yiae טש=C קס=kx.s
׳=? '=? ־=? -=? ’=?
"""

DEVANAGARI: Final = """
अ=a आ=a इ=i ई=i उ=u ऊ=u ऋ=r.i ए=e ऐ=ea ऑ=o ओ=o औ=oa ा=a ि=i ी=i ु=u ू=u ृ=r.i? े=e ै=ea ॉ=oa ो=o
ौ=oau ं=nm? ँ=n? ः=h? ्=? क=kcgC ख=kx ग=g घ=g ङ=n च=CcS छ=C ज=JzZgy झ=JZz ञ=n ट=t ठ=t ड=d ढ=d
ण=n त=t थ=t0 द=d0 ध=d न=n प=p फ=fp ब=b भ=b म=m य=yie र=r ल=l व=vwb श=SsC ष=SsC स=sczS ह=hx क़=k
ख़=xk ग़=g ज़=zsZ ड़=rd ढ़=rd फ़=f क्स=kx.s ़=? ॅ=ae ळ=l
"""

KANA: Final = """
ア=a イ=i ウ=uw エ=e オ=o ァ=a ィ=i ゥ=u ェ=e ォ=o カ=kcg キ=kcg.i? ク=kcgx.u? ケ=kg.e コ=kcg.o
ガ=g.a ギ=gJ.i グ=g.u? ゲ=g.e ゴ=g.o サ=s0cz.a シ=SsC0c.i? ス=s0zc.u? セ=s0c.e ソ=s0c.o ザ=z0s.a
ジ=JZdzg.i? ズ=z0s.u? ゼ=z0s.e ゾ=z0s.o タ=t.a チ=Ctc.i? ツ=tcsz.u? テ=t.e ト=t.o? ダ=d.a ヂ=d.i
ヅ=zd.u デ=d.e ド=d.o? ナ=n.a ニ=n.i ヌ=n.u? ネ=n.e ノ=n.o ハ=hxr.a ヒ=hx.i フ=fhxvw.u? ヘ=hx.e
ホ=hxw.o バ=bv.a ビ=bv.i ブ=bvw.u? ベ=bv.e ボ=bv.o パ=p.a ピ=p.i プ=p.u? ペ=p.e ポ=p.o マ=m.a
ミ=m.i ム=m.u? メ=m.e モ=m.o ヤ=ya ユ=yu ヨ=yo ャ=a ュ=u ョ=o ラ=rl.a リ=rl.i ル=rl.u? レ=rl.e
ロ=rl.o ワ=wv.a ヮ=a ヲ=o ン=nm ヴ=vbw.u? ッ=? ー=? ・=? ヵ=k.a ヶ=k.e トゥ=tc.u ドゥ=d.u
ティ=t.i ディ=d.i ファ=f.a フィ=f.i フェ=f.e フォ=f.o ウィ=wv.i ウェ=wv.e ウォ=wv.o チェ=C.e
ジェ=JZyz.e シェ=S.e ヴァ=vw.a ヴィ=vw.i ヴェ=vw.e ヴォ=vw.o クァ=k.w.a クス=kx.s ックス=kx.s
ツァ=c.a
"""

HANGUL_ONSETS: Final = [
    "gk",
    "gk",
    "n",
    "dt",
    "dt",
    "rl",
    "m",
    "bpv",
    "bp",
    "sS0",
    "sS",
    "?",
    "JzZCd",
    "Jc",
    "Cc",
    "kcg",
    "tT",
    "pf",
    "pfh",
    "hx",
]
"""The 19 initial consonants in the order of the Unicode syllable block."""
HANGUL_VOWELS: Final = [
    "a",
    "ea",
    "a",
    "ea",
    "eo",
    "e",
    "eo",
    "e",
    "o",
    "oa",
    "oe",
    "oei",
    "o",
    "u",
    "uo",
    "ue",
    "ui",
    "u",
    "eu",
    "ui",
    "i",
]
"""The 21 vowels in the same order."""
HANGUL_CODAS: Final = [
    "",
    "gk",
    "gk",
    "gk",
    "n",
    "n",
    "n",
    "dt",
    "lr",
    "lg",
    "lm",
    "lb",
    "ls",
    "lt",
    "lp",
    "lh",
    "m",
    "pbf",
    "p",
    "stdz",
    "s",
    "n",
    "stJ",
    "stC",
    "kg",
    "t",
    "pf",
    "h",
]
"""None and the 27 final consonants in the same order."""

PINYIN_INITIALS: Final = """
b=bpv p=pb m=m f=fvp d=dt t=td0 n=n l=lr g=gkc k=kcgx h=hxkg j=JZgkC q=CkcS x=Ssxhkg zh=JZCz
ch=CcS sh=Ss r=rlZ z=zcs c=cts s=szc0S y=yi? w=wvuh?
"""
"""Initial consonants of Hanyu Pinyin, read as in transliterated foreign names."""
PINYIN_FINALS: Final = """
a=a ai=aei an=a.nm ang=a.nm ao=ao e=eoaru ei=eia en=e.nm eng=e.nm er=rl i=i ia=ia ian=ie.nm
iang=ia.nm iao=iao ie=ieia in=i.nm ing=i.nm iong=io.nm iu=iu o=ou ong=o.nm ou=ou u=u ua=ua
uai=uai uan=ua.nm uang=ua.nm ue=ue ui=ui un=u.nm uo=uo ü=ui üe=ue üan=ua.nm ün=u.nm
"""
"""Finals of Hanyu Pinyin."""
