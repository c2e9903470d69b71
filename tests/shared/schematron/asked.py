"""Expressions that both engines are asked about, on one small document."""

XML = """<r xmlns:p="urn:p"><n>7</n><n>08</n><n>1.50</n><t> a  b </t><e/><d>2026-11-21</d>
<z>2026-11-21+02:00</z><i p:x="1" y="two">in</i><b>true</b><m>x<q>y</q>z</m><w>été</w></r>"""

EXPRESSIONS = """
1 div 3
10 div 4
7 idiv 2
-7 idiv 2
-7 mod 3
7.5 mod 2
1.0 + 0.1
0.1 + 0.2
n[1] + 1
n[3] * 2
xs:decimal(n[3]) * 2
number(t)
number('1e3')
1e6 + 0
1.5e7 * 10
0.0000001e0
round(2.5)
round(-2.5)
round(xs:decimal(n[3]))
abs(-3)
floor(-1.5)
ceiling(-1.5)
sum(n)
sum(())
sum((1, 2.5))
count(n)
count(*)
count(//*)
max(n)
min((3, 1, 2))
avg((1, 2))
xs:integer('12') + 1
xs:integer(3.9)
xs:decimal('0.10')
string(1.10)
string(100)
string(1e21)
concat('a', 1.50, true())
string-length(t)
normalize-space(t)
upper-case(w)
lower-case('ÀB')
substring('12345', 2, 3)
substring('12345', 0, 3)
substring('12345', 1.5, 2.6)
substring('12345', -42)
substring('12345', 2)
substring-before('a-b-c', '-')
substring-after('a-b-c', '-')
substring-before('abc', 'x')
substring-after('abc', '')
translate('bar', 'abc', 'AB')
string-join(('a', 'b'), '-')
string-join(n, ',')
tokenize('a, b,c', ',\\s*')[2]
count(tokenize('a b ', ' '))
replace('abc', 'b', '[$0]')
replace('2026-11-21', '(\\d+)-(\\d+)-(\\d+)', '$3/$2/$1')
matches('ABC', 'b', 'i')
matches('a_b', '^\\w+$')
matches('é', '^\\p{L}$')
matches('٣', '^\\d$')
matches('abc', '^[a-z-[b]]+$')
matches('x.y', 'x\\.y')
starts-with('abc', 'ab')
ends-with('abc', 'bc')
contains('abc', '')
codepoints-to-string((72, 105))
string-to-codepoints('Hi')[2]
string-join(for $x in reverse((1, 2, 3)) return string($x), '')
string-join(for $x in 1 to 3, $y in (10, 20) return string($x * $y), ' ')
some $x in n satisfies $x = 8
every $x in n satisfies $x > 2
if (e) then 'yes' else 'no'
if (e = '') then 'empty' else 'full'
n = 7
n = '08'
n = 8
n != 7
n[1] eq '7'
n[1] < n[3]
'10' < '9'
10 < 9
b = true()
e = ''
not(e)
not(x)
boolean(n)
exists(x) or exists(n)
empty(())
d = xs:date('2026-11-21')
xs:date(d) < xs:date('2026-12-01')
xs:date(z) < xs:date(d)
xs:date('2026-11-21Z') = xs:date('2026-11-21+00:00')
string(xs:date('2026-01-31') + xs:yearMonthDuration('P1M'))
string(xs:date('2026-03-01') - xs:dayTimeDuration('P1D'))
string(xs:date('2026-03-01') - xs:date('2026-02-01'))
string(xs:dayTimeDuration('P1DT2H') * 2)
string(xs:yearMonthDuration('P14M'))
xs:dayTimeDuration('PT36H') > xs:dayTimeDuration('P1D')
xs:time('10:00:00+01:00') = xs:time('09:00:00Z')
string(timezone-from-time(xs:time('10:00:00+01:00')))
year-from-date(xs:date(d))
d castable as xs:date
t castable as xs:decimal
'2026-02-30' castable as xs:date
'' castable as xs:integer
'x' castable as xs:string
name(i)
local-name(i/@*:x)
namespace-uri(i/@*[local-name() = 'x'])
string(i/@y)
i/@p:x
count(i/@*)
name(*[2])
name(*[last()])
name(*[position() = 3])
string-join(n[position() > 1], ' ')
string-join(n[. > 2], ' ')
n[2]/preceding-sibling::n
string-join(e/preceding-sibling::*/name(), ' ')
name(e/following-sibling::*[1])
name(e/preceding-sibling::*[1])
string-join(i/ancestor-or-self::*/name(), '/')
name(i/..)
string(m)
string(m/q)
count(m/text())
string-join(m/node(), '|')
count(n | n[1])
count(n intersect n[1])
count(n except n[1])
n[1] is n[1]
n[1] << n[2]
string((n, e)[2])
distinct-values((1, 1, 2))[2]
index-of((10, 20, 10), 10)[2]
string(subsequence((1, 2, 3), 2)[1])
format-number(1234.5, '0.00')
format-number(0.5, '#.##')
compare('a', 'b')
deep/x
string(deep)
""".strip().splitlines()

STEPS_AFTER_ATTRIBUTES_AND_TEXTS = """
string(i/@y/string-length(.))
count(*/@*/..)
name(t/text()[1]/..)
string-join(i/@y/concat(., '!'), '')
i/@y/string()
i/@y/normalize-space(.)
i/@y/name()
i/@y/..
i/@y/../name()
i/@y/../@y
i/@y/self::node()
i/@y/ancestor::*[1]/name()
m/text()/normalize-space(.)
m/text()/string()
m/text()[1]/concat(., '?')
t/text()/..
t/text()/../name()
t/text()/normalize-space()
t/text()/string-length()
t/text()/number()
n/text()/xs:decimal(.)
sum(n/text()/number())
n[1]/text()/concat(., name(..))
//@*[. = 'two']/../name()
//@y[. = 'two']/name()
i/@y[. = 'two']/../name()
i/@*[local-name() = 'y']/../name()
i/@*/../name()
count(//*/@*)
count(//*/@y/..)
n[text() = '7']/name()
n/text()[. = '7']/../name()
count(//text()/..)
i[@y/.. is .]/name()
some $a in i/@y satisfies $a/../name() = 'i'
for $a in i/@* return name($a/..)
for $a in n/text() return name($a/..)
(i/@y, e)/name()
(i/@y | e)/name()
(e | i/@y)/name()
(//@y | //n)/name()
n/.
n/./text()
i/@y/.
string(i/@y/.)
i/@y = i/@y
i/@y is i/@y
i/@y << e
count((i/@y, i/@y)/.)
i/@y/string-length()
i/@y castable as xs:integer
*/@y/name()
*/@*:y
*/@p:*
*/@*/name()
i/@p:x/name()
i/@*[name() = 'p:x']
i/@*[name() = 'x']
name(i/@p:x)
count(//node())
count(m/node())
count(/node())
m/node()/../name()
m/node()[2]/name()
m/node()[. = 'z']/../name()
(n, n)/name()
(n[2], n[1])/concat(., 'x')
(n[2], n[1])/name()
(n[2], n[1])/string()
(n[2] | n[1])/string()
for $x in (n[2], n[1]) return string($x)
(n[2], n[1])/../n/string()
//@y/../name()
//n/..//q/name()
//*[@y]/@y/string()
//*/@*/string()
string-join(//@*/concat(name(), '=', .), ' ')
i/@y/(. , ..)/name()
n/text()/(. | ..)/name()
count(n/text()/ancestor-or-self::node())
count(i/@y/ancestor-or-self::node())
i/@*[1]
i/@*[last()]
i/@*[position() = 2]
i/attribute::node()/name()
count(m//text())
m//text()[. = 'y']/../name()
m/descendant-or-self::node()/q/name()
m/q/text()/../../name()
""".strip().splitlines()

DATES_AND_NUMBERS_AT_THE_EDGE = """
'0000-02-29' castable as xs:date
'-0001-02-29' castable as xs:date
'-0004-02-29' castable as xs:date
'12024-02-29' castable as xs:date
'02024-01-01' castable as xs:date
'99999999999-01-01' castable as xs:date
'2026-04-31' castable as xs:date
string(xs:date('-0044-03-15'))
year-from-date(xs:date('-0044-03-15'))
string(xs:date('0001-01-01') - xs:date('-0001-12-31'))
string(xs:date('9999-12-31') + xs:dayTimeDuration('P1D'))
string(xs:date('0001-01-01') - xs:dayTimeDuration('P1D'))
string(xs:date('0001-01-31') - xs:yearMonthDuration('P3Y1M'))
string(xs:date('2000-02-29') + xs:yearMonthDuration('P1Y'))
string(xs:dateTime('2026-12-31T24:00:00'))
xs:date('-0001-01-01') < xs:date('0000-01-01')
'+INF' castable as xs:double
string(round(-0.4e0))
index-of((1, 2), '1')
index-of(n, '7')
index-of((1, 2.0), 2)
""".strip().splitlines()
