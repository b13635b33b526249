"""Who gets what at the addresses of adopted paths: rows of the table in `access`."""

ADOPTIONS = """
GET  courses_adoption:adoptions                  in   404  200  404  404  404  200
GET  courses_adoption:adopt adoption_source      in   404  200  404  404  404  200
POST courses_adoption:adopt adoption_source      in   404  422  404  404  404  422
GET  courses_adoption:adopt 0                    in   404  404  404  404  404  404
GET  courses_adoption:adoption adoption          in   404  200  404  404  404  200
GET  courses_adoption:adoption other_adoption    in   404  404  404  404  404  200
GET  courses_adoption:merge adoption             in   404  405  404  404  404  405
POST courses_adoption:merge adoption             in   404  go   404  404  404  go
POST courses_adoption:merge other_adoption       in   404  404  404  404  404  go
GET  courses_adoption:language adoption          in   404  405  404  404  404  405
POST courses_adoption:language adoption          in   404  go   404  404  404  go
POST courses_adoption:language other_adoption    in   404  404  404  404  404  go
POST courses_adoption:preview adoption adoption_page in 404 404 404  404  404  404
POST courses_adoption:preview other_adoption other_adoption_page in 404 404 404 404 404 404
POST courses_adoption:state adoption             in   404  404  404  404  404  404
POST courses_adoption:state other_adoption       in   404  404  404  404  404  404
GET  courses_adoption:offer adoption adoption_page title in 404 200 404 404 404 200
POST courses_adoption:offer adoption adoption_page title in 404 422 404 404 404 422
GET  courses_adoption:offer adoption adoption_page summary in 404 404 404 404 404 404
GET  courses_adoption:offer other_adoption other_adoption_page title in 404 404 404 404 404 200
GET  courses_adoption:offer-lesson adoption adoption_lesson in 404 200 404 404 404 200
POST courses_adoption:offer-lesson adoption adoption_lesson in 404 422 404 404 404 422
GET  courses_adoption:offer-lesson other_adoption other_adoption_lesson in 404 404 404 404 404 200
GET  courses_adoption:answer offer_to_own        in   404  200  404  404  404  200
POST courses_adoption:answer offer_to_own        in   404  422  404  404  404  422
GET  courses_adoption:answer own_offer           in   404  404  404  404  404  200
POST courses_adoption:answer own_offer           in   404  404  404  404  404  422
POST courses_adoption:take-back own_offer        in   404  go   404  404  404  go
POST courses_adoption:take-back offer_to_own     in   404  404  404  404  404  go
"""
