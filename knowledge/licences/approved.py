"""The SPDX ids of open-source licences: approved by the OSI, or called free by the FSF.

The first from the column `isOsiApproved` of the SPDX licence list (https://spdx.org/licenses/), as
packaged in spdx-license-list 6.12.0. The second was not compared with the column `isFsfLibre` yet:
only that each id stands in the list. It has licences for software alone: what the FSF calls free
for texts, fonts and data (CC-BY, GFDL, ODbL) makes nothing open source.
Ids without `-only`,
`-or-later` or `+`: those say which versions may be used too, not what is allowed.
"""

from __future__ import annotations

_OSI = """
0BSD AAL AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0 APL-1.0 APSL-1.0 APSL-1.1 APSL-1.2
APSL-2.0 Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-1.0-Perl Artistic-1.0-cl8 Artistic-2.0
BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 BlueOak-1.0.0
CAL-1.0 CAL-1.0-Combined-Work-Exception CATOSL-1.1 CDDL-1.0 CECILL-2.1 CERN-OHL-P-2.0
CERN-OHL-S-2.0 CERN-OHL-W-2.0 CNRI-Python CPAL-1.0 CPL-1.0 CUA-OPL-1.0 ECL-1.0 ECL-2.0 EFL-1.0
EFL-2.0 EPL-1.0 EPL-2.0 EUDatagrid EUPL-1.1 EUPL-1.2 Entessa Fair Frameworx-1.0 GPL-2.0 GPL-3.0
GPL-3.0-with-GCC-exception HPND ICU IPA IPL-1.0 ISC Intel Jam LGPL-2.0 LGPL-2.1 LGPL-3.0 LPL-1.0
LPL-1.02 LPPL-1.3c LiLiQ-P-1.1 LiLiQ-R-1.1 LiLiQ-Rplus-1.1 MIT MIT-0 MIT-Modern-Variant MPL-1.0
MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL MirOS Motosoto MulanPSL-2.0 Multics
NASA-1.3 NCSA NGPL NPOSL-3.0 NTP Naumen Nokia OCLC-2.0 OFL-1.1 OFL-1.1-RFN OFL-1.1-no-RFN OGTSL
OLDAP-2.8 OLFL-1.3 OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.0 PHP-3.01 PostgreSQL
Python-2.0 QPL-1.0 RPL-1.1 RPL-1.5 RPSL-1.0 RSCPL SISSL SPL-1.0 SimPL-2.0 Sleepycat UCL-1.0 UPL-1.0
Unicode-3.0 Unicode-DFS-2016 Unlicense VSL-1.0 W3C W3C-20150513 Watcom-1.0 Xnet ZPL-2.0 ZPL-2.1
Zlib wxWindows
"""
_FSF = """
AGPL-1.0 Apache-1.0 BSD-3-Clause-Clear BSD-4-Clause BitTorrent-1.1 CC0-1.0 CECILL-2.0 CECILL-B
CECILL-C ClArtistic Condor-1.1 FSFAP FTL GPL-1.0 IJG Imlib2 Interbase-1.0 LPPL-1.2 LPPL-1.3a NOSL
NPL-1.0 NPL-1.1 OLDAP-2.3 OLDAP-2.7 OpenSSL Ruby SGI-B-2.0 SMLNJ Vim WTFPL X11 XFree86-1.1 YPL-1.1
Zend-2.0 Zimbra-1.3 eCos-2.0 gnuplot iMatix xinetd
"""
# without a version: every version of these is open source
_FAMILIES = "AGPL Apache BSD EUPL GPL LGPL MPL"
OPEN_SOURCE = frozenset(f"{_OSI} {_FSF} {_FAMILIES}".split())
